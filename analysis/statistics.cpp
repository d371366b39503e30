// SPDX-License-Identifier: GPL-2.0
#include "analysis/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "analysis/student_t.hpp"

namespace loopsim::analysis {
namespace {

void require_at_least(std::size_t count, std::span<const double> values) {
  if (values.size() < count) {
    throw std::invalid_argument("statistics of too few values");
  }
}

}  // namespace

double mean(std::span<const double> values) {
  require_at_least(1, values);
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_variance(std::span<const double> values) {
  require_at_least(2, values);
  const double center = mean(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - center) * (value - center);
  }
  return squares / static_cast<double>(values.size() - 1);
}

double median(std::span<const double> values) {
  require_at_least(1, values);
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t upper = sorted.size() / 2;
  const std::size_t lower = (sorted.size() - 1) / 2;
  return (sorted[lower] + sorted[upper]) / 2;
}

Estimate estimate_mean(std::span<const double> values, double confidence) {
  Estimate estimate{mean(values), std::nullopt};
  if (values.size() > 1) {
    const double standard_error = std::sqrt(sample_variance(values) / static_cast<double>(values.size()));
    const double half_width = t_quantile(static_cast<double>(values.size() - 1), confidence) * standard_error;
    estimate.interval = Interval{estimate.value - half_width, estimate.value + half_width};
  }
  return estimate;
}

std::optional<Estimate> paired_ratio(std::span<const double> a, std::span<const double> b, double confidence) {
  if (a.size() != b.size()) {
    throw std::invalid_argument("paired series of different length");
  }
  require_at_least(1, a);
  std::vector<double> ratios;
  ratios.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(b[i] > 0)) {
      return std::nullopt;
    }
    ratios.push_back(a[i] / b[i]);
  }
  return estimate_mean(ratios, confidence);
}

}  // namespace loopsim::analysis
