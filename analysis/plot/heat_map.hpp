// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_sweep.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each variant but the baseline the ratio to the baseline over two axes of a sweep, two more as rows and columns of
// panels, with a line around where it is below 1: the break-even. Nothing for a sweep of one axis or of a sample.
std::vector<Figure> heat_maps(const StoredSweep& sweep);

// The same of whichever loop policy is best, named by a letter; nothing with fewer than two to choose from.
std::vector<Figure> best_maps(const StoredSweep& sweep);

}  // namespace loopsim::analysis
