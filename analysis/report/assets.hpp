// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string_view>

namespace loopsim::analysis {

// What every page carries: analysis/report/report.css and report.js, put into the program when it is built.
extern const std::string_view kReportStyle;
extern const std::string_view kReportScript;

}  // namespace loopsim::analysis
