// SPDX-License-Identifier: GPL-2.0
#include "analysis/relative_change.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/student_t.hpp"

namespace loopsim::analysis {
namespace {

double square(double x) { return x * x; }

// Without any variance, every difference is certain.
double t_statistic(double change, double error) {
  if (error > 0) {
    return change / error;
  }
  return change == 0 ? 0 : std::numeric_limits<double>::infinity();
}

RelativeChange with_t_test(double change, double variance, double degrees_of_freedom, double confidence) {
  const double error = std::sqrt(variance);
  const double half_width = error > 0 ? t_quantile(degrees_of_freedom, confidence) * error : 0;
  return {.change = {change, Interval{change - half_width, change + half_width}},
          .p_value = t_p_value(t_statistic(change, error), degrees_of_freedom),
          .variance = variance};
}

// Variance of the mean of a series, relative to the square of its mean.
double relative_variance(std::span<const double> values) {
  return sample_variance(values) / static_cast<double>(values.size()) / square(mean(values));
}

}  // namespace

std::optional<RelativeChange> paired_change(std::span<const double> before, std::span<const double> after,
                                            double confidence) {
  if (!paired_ratio(after, before)) {
    return std::nullopt;
  }
  std::vector<double> changes;
  changes.reserve(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    changes.push_back(after[i] / before[i] - 1);
  }
  if (changes.size() < 2) {
    return RelativeChange{.change = {changes.front(), std::nullopt}, .p_value = std::nullopt};
  }
  const auto n = static_cast<double>(changes.size());
  return with_t_test(mean(changes), sample_variance(changes) / n, n - 1, confidence);
}

std::optional<RelativeChange> unpaired_change(std::span<const double> before, std::span<const double> after,
                                              double confidence) {
  const double base = mean(before);
  const double ratio = mean(after) / base;
  if (!(base > 0)) {
    return std::nullopt;
  }
  if (before.size() < 2 || after.size() < 2) {
    return RelativeChange{.change = {ratio - 1, std::nullopt}, .p_value = std::nullopt};
  }
  const double of_before = square(ratio) * relative_variance(before);
  const double of_after = sample_variance(after) / static_cast<double>(after.size()) / square(base);
  const double variance = of_before + of_after;
  // Welch and Satterthwaite; with one series alone varying it is that one's n - 1.
  const auto weight = [variance](double part, std::size_t n) {
    return variance > 0 ? square(part / variance) / static_cast<double>(n - 1) : 1.0;
  };
  const double degrees_of_freedom = 1 / (weight(of_before, before.size()) + weight(of_after, after.size()));
  return with_t_test(ratio - 1, variance, degrees_of_freedom, confidence);
}

std::optional<double> variance_reduction(std::span<const double> before, std::span<const double> after) {
  if (before.size() < 2) {
    return std::nullopt;
  }
  const auto paired = paired_change(before, after);
  const auto unpaired = unpaired_change(before, after);
  if (!paired || !unpaired || !(unpaired->variance > 0) || !(paired->variance > 0)) {
    return std::nullopt;
  }
  return 1 - paired->variance / unpaired->variance;
}

}  // namespace loopsim::analysis
