// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <span>

namespace loopsim::analysis {

// The rank test of Mann and Whitney (1947), which stands beside the t test because it assumes no distribution: do
// values of one series tend to be larger than those of the other?
struct RankTest {
  double u = 0;        // pairs (x of a, y of b) with x > y; a tie counts half
  double p_value = 1;  // two-sided
  bool exact = false;  // from the distribution of U, not from its normal limit
};

// Exact for series without ties of at most kLargestExact values together; otherwise by the normal limit with
// corrections for ties and continuity. Both series have at least one value, none of them NaN, or it throws
// std::invalid_argument.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b);

inline constexpr std::size_t kLargestExact = 50;

// The smallest p-value that series of these lengths can have: that of two series that do not overlap.
double least_rank_p_value(std::size_t a, std::size_t b);

}  // namespace loopsim::analysis
