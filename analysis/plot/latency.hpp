// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// For each case the distribution of completion latency under each variant, from the bins of all replications: the part
// of the I/Os that is done by a time, and the time of a percentile. Nothing for a case without I/O.
std::vector<Figure> latency_cdf(const StoredResult& result);
std::vector<Figure> latency_percentiles(const StoredResult& result);

}  // namespace loopsim::analysis
