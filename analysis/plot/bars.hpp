// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each case a bar for each variant: its IOPS with interval and ratio, the published value below it where there is
// one.
std::vector<Figure> bars(const StoredResult& result);

}  // namespace loopsim::analysis
