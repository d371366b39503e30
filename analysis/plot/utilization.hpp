// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each case how busy the loop driver's workers, the CPUs and the device are under each variant.
std::vector<Figure> utilization(const StoredResult& result);

}  // namespace loopsim::analysis
