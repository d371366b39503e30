// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "analysis/interval.hpp"
#include "analysis/statistics.hpp"
#include "sim/histogram.hpp"

namespace loopsim::analysis {

// Quantiles with distribution-free intervals: how many of n independent values are below the q-quantile is binomial, so
// two order statistics enclose it with a probability that needs no assumption about the values (David and Nagaraja,
// Order Statistics, 2003, section 7.1). `q` and `confidence` are in (0, 1).

// Ranks from 1 of two order statistics that enclose the quantile with at least the probability `confidence`, at most
// half of the rest on either side.
struct RankInterval {
  std::uint64_t low = 1;
  std::uint64_t high = 1;
};

// Empty where `count` values are too few: 95 % of a median takes six, of a 99th percentile 368.
std::optional<RankInterval> quantile_ranks(std::uint64_t count, double q, double confidence = kConfidence);

// The value of rank ceil(q x count) with its interval, over replications, say. Throws std::invalid_argument without
// values.
Estimate estimate_quantile(std::span<const double> values, double q, double confidence = kConfidence);

// The same for all durations in a histogram, in ns. Those of one run depend on each other, so the interval is a lower
// bound of the uncertainty: it says whether there are enough of them. Empty for an empty histogram.
std::optional<Estimate> estimate_quantile(const sim::Histogram& histogram, double q, double confidence = kConfidence);

}  // namespace loopsim::analysis
