// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_sweep.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// The rate of each variant over the numeric axis with most values, with its interval as a band; two more axes as rows
// and columns of panels. Nothing for a sweep of a sample or without a numeric axis.
std::vector<Figure> sweep_lines(const StoredSweep& sweep);

}  // namespace loopsim::analysis
