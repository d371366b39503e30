// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/report/drawn_figure.hpp"
#include "analysis/report/report_parts.hpp"

namespace loopsim::analysis {

// The report as one HTML page that needs nothing else: no network, no script for anything but sorting. The same parts
// and drawings make the same bytes.
std::string report_page(const ReportParts& parts, const std::vector<DrawnFigure>& figures);

}  // namespace loopsim::analysis
