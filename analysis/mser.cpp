// SPDX-License-Identifier: GPL-2.0
#include "analysis/mser.hpp"

#include <limits>

#include "analysis/statistics.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kKeptShare = 4;  // at least one batch in so many stays

}  // namespace

std::vector<double> mser5_batches(std::span<const double> series) {
  std::vector<double> means;
  means.reserve(series.size() / kMserBatch);
  for (; series.size() >= kMserBatch; series = series.subspan(kMserBatch)) {
    means.push_back(mean(series.first(kMserBatch)));
  }
  return means;
}

std::optional<std::size_t> mser5_cut(std::span<const double> series) {
  const std::vector<double> batches = mser5_batches(series);
  if (batches.size() < kMserFewestBatches) {
    return std::nullopt;
  }
  const std::size_t fewest_kept = (batches.size() + kKeptShare - 1) / kKeptShare;
  // From the end, by Welford's update, which is exact for equal values.
  double center = 0;
  double squares = 0;
  double best = std::numeric_limits<double>::infinity();
  std::size_t best_cut = 0;
  for (std::size_t cut = batches.size(); cut-- > 0;) {
    const std::size_t kept = batches.size() - cut;
    const double distance = batches[cut] - center;
    center += distance / static_cast<double>(kept);
    squares += distance * (batches[cut] - center);
    const double statistic = squares / (static_cast<double>(kept) * static_cast<double>(kept));
    if (kept >= fewest_kept && statistic <= best) {
      best = statistic;
      best_cut = cut;
    }
  }
  return best_cut * kMserBatch;
}

}  // namespace loopsim::analysis
