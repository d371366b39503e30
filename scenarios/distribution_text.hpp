// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string_view>

#include "sim/distribution.hpp"

namespace loopsim::scenarios {

// A distribution of durations as machine files write it: `56.5us` (constant), `uniform(10us, 20us)`,
// `exponential(40us)`, `lognormal(56.5us, cv 0.3)` by mean and coefficient of variation, or
// `empirical(0: 10us, 0.5: 20us, 1: 90us)` by points of its quantile function. Throws std::invalid_argument whose text
// says what was expected and what was found.
sim::Distribution parse_distribution(std::string_view text);

}  // namespace loopsim::scenarios
