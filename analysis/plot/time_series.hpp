// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each case how its variants went over the window, the mean over the replications, in panels one below the other:
// IOPS, refused attempts, time in state SLOW, extents and holes of the backing file, commands on the way. A panel in
// which nothing happens is left out.
std::vector<Figure> time_series(const StoredResult& result);

}  // namespace loopsim::analysis
