// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <span>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

inline constexpr double kConfidence = 0.95;

// Arithmetic mean of at least one value.
double mean(std::span<const double> values);

// Unbiased variance (n - 1 in the denominator) of at least two values.
double sample_variance(std::span<const double> values);

// Middle value of at least one; the mean of the middle two when their number is even.
double median(std::span<const double> values);

// Mean of independent replications with Student's t interval; no interval for a single value. `confidence` is in (0,
// 1). Throws std::invalid_argument without values.
Estimate estimate_mean(std::span<const double> values, double confidence = kConfidence);

// How many times larger `a` is than `b`, from replications run on common random numbers: a[i] and b[i] saw the same
// draws, so r[i] = a[i] / b[i] has lost the variation that both share. The estimate is the mean of r with its t
// interval, which assumes nothing about a and b alone. Empty when some b[i] is not positive: then the ratio has no
// meaning. Throws std::invalid_argument unless both have the same number of values, at least one.
std::optional<Estimate> paired_ratio(std::span<const double> a, std::span<const double> b,
                                     double confidence = kConfidence);

}  // namespace loopsim::analysis
