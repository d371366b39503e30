// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_sweep.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For a sweep of a sample: for each numeric axis the ratio of each variant to the baseline, a marker for each point.
// Nothing for a grid, which other figures show better.
std::vector<Figure> sweep_scatter(const StoredSweep& sweep);

}  // namespace loopsim::analysis
