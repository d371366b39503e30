// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analysis/interval.hpp"
#include "analysis/statistics.hpp"

namespace loopsim::analysis {

// Enough for the t interval, and few enough that each batch is long: Schmeiser (1982) found nothing to gain beyond 30.
inline constexpr std::size_t kBatches = 20;

// The mean of one long stationary series and how well it is known although neighbours depend on each other: the series
// is cut into `batches` of equal length, whose means are nearly independent once a batch is much longer than the
// memory of the series, and they get the t interval. What does not fill a batch is left out at the start, where a
// warm-up would be. Empty for a series that gives a batch less than kFewestPerBatch values, or less than two batches.
std::optional<Estimate> batch_means(std::span<const double> series, std::size_t batches = kBatches,
                                    double confidence = kConfidence);

inline constexpr std::size_t kFewestPerBatch = 10;

}  // namespace loopsim::analysis
