// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <span>

namespace loopsim::analysis {

// Spearman's rank correlation of two series of the same length: 1 where both order their elements alike, -1 where they
// order them oppositely. Ties share the mean of their ranks. Empty for fewer than two elements and where all elements
// of a series are equal. Throws std::invalid_argument when the lengths differ.
std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace loopsim::analysis
