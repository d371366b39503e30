// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_comparison.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each side of a comparison the change of every workload with its interval; a full marker where it is significant.
std::vector<Figure> changes(const StoredComparison& comparison);

}  // namespace loopsim::analysis
