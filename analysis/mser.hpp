// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace loopsim::analysis {

// Where the warm-up of a time series ends, by MSER-5 (White, Cobb and Spratt 2000): the series is cut into batches of
// five; of the k batch means, the first d are left out such that the standard error of the mean of the rest,
//     sum over j > d of (z_j - mean of z_d+1 .. z_k)^2 / (k - d)^2,
// is smallest. Few batches at the end may agree by chance, so at least a quarter of them stay: a warm-up that is longer
// still shows as a cut of more than half.

inline constexpr std::size_t kMserBatch = 5;
inline constexpr std::size_t kMserFewestBatches = 20;

// Means of five values each, as far as they go.
std::vector<double> mser5_batches(std::span<const double> series);

// How many values to leave out at the start: a multiple of five, and the least of equals. Empty for a series too short
// to tell, of fewer than kMserFewestBatches batches; values after the last whole batch count for nothing.
std::optional<std::size_t> mser5_cut(std::span<const double> series);

}  // namespace loopsim::analysis
