// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <span>

#include "analysis/interval.hpp"
#include "analysis/statistics.hpp"

namespace loopsim::analysis {

// By how much one mean differs from another, as a fraction of the latter, with the t test of "not at all". The interval
// and the p-value exist with two or more replications; an interval that excludes 0 and a p-value below 1 - confidence
// are the same thing.
struct RelativeChange {
  Estimate change;  // 0.1: 10 % more
  std::optional<double> p_value;
  double variance = 0;  // of the estimate
};

// Of replications on common random numbers: the mean of after[i] / before[i] - 1, and the paired t interval. Empty when
// some before[i] is not positive. Throws std::invalid_argument unless both have the same number of values, at least
// one.
std::optional<RelativeChange> paired_change(std::span<const double> before, std::span<const double> after,
                                            double confidence = kConfidence);

// Of independent series: the ratio of means minus 1, its variance by the delta method, Welch's degrees of freedom.
// Empty when the mean of `before` is not positive. Throws std::invalid_argument without values.
std::optional<RelativeChange> unpaired_change(std::span<const double> before, std::span<const double> after,
                                              double confidence = kConfidence);

// The part of the unpaired variance that pairing took away: 0.9 where a tenth is left, negative where pairing added
// some. Empty where one of them is unknown or nothing varied, and where every replication changed alike: two results
// that are the same say nothing about pairing.
std::optional<double> variance_reduction(std::span<const double> before, std::span<const double> after);

}  // namespace loopsim::analysis
