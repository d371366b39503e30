// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <span>

#include "analysis/measurements/measurement.hpp"

namespace loopsim::analysis {

// The demerit figure of Ruemmler and Wilkes: the root mean square of the horizontal distance between two latency
// distributions, relative to the measured mean. Both are known at the same percentiles only, so each stands for the
// part of the distribution that is nearer to it than to its neighbours. `mean_ns` is that of the measured distribution;
// without it, the mean of its percentiles so weighted. Empty without percentiles and for a mean of 0. Throws
// std::invalid_argument unless both are at the same ascending percentiles.
std::optional<double> demerit(std::span<const Percentile> measured, std::span<const Percentile> simulated,
                              std::optional<double> mean_ns);

}  // namespace loopsim::analysis
