// SPDX-License-Identifier: GPL-2.0
#include "analysis/batch_means.hpp"

#include <vector>

namespace loopsim::analysis {

std::optional<Estimate> batch_means(std::span<const double> series, std::size_t batches, double confidence) {
  if (batches < 2 || series.size() / batches < kFewestPerBatch) {
    return std::nullopt;
  }
  const std::size_t length = series.size() / batches;
  std::vector<double> means;
  means.reserve(batches);
  for (std::size_t first = series.size() % batches; first < series.size(); first += length) {
    means.push_back(mean(series.subspan(first, length)));
  }
  return estimate_mean(means, confidence);
}

}  // namespace loopsim::analysis
