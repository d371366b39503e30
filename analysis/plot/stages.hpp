// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each case a bar for each variant, stacked of the mean times that a command spends in its stages; together they
// are its latency. Nothing for a case without I/O.
std::vector<Figure> stages(const StoredResult& result);

}  // namespace loopsim::analysis
