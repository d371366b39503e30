// SPDX-License-Identifier: GPL-2.0
#include "tests/models/confidence.hpp"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace loopsim::models {
namespace {

struct Moments {
  explicit Moments(const std::vector<double>& values) : count(static_cast<double>(values.size())) {
    for (const double value : values) mean += value / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    variance_of_mean = squares / (count - 1) / count;
  }

  double count;
  double mean = 0;
  double variance_of_mean = 0;
};

Interval student(double mean, double variance, double freedom) {
  if (variance == 0) return {mean, mean};
  const boost::math::students_t distribution(freedom);
  const double half =
      boost::math::quantile(boost::math::complement(distribution, (1 - kConfidence) / 2)) * std::sqrt(variance);
  return {mean - half, mean + half};
}

}  // namespace

Interval interval_of_mean(const std::vector<double>& replications) {
  const Moments moments(replications);
  return student(moments.mean, moments.variance_of_mean, moments.count - 1);
}

Interval interval_of_difference(const std::vector<double>& one, const std::vector<double>& other) {
  const Moments a(one);
  const Moments b(other);
  const double variance = a.variance_of_mean + b.variance_of_mean;
  const double freedom = variance * variance /
                         (a.variance_of_mean * a.variance_of_mean / (a.count - 1) +
                          b.variance_of_mean * b.variance_of_mean / (b.count - 1));
  return student(a.mean - b.mean, variance, freedom);
}

testing::AssertionResult within(double value, const Interval& interval) {
  const bool inside = interval.low <= value && value <= interval.high;
  return (inside ? testing::AssertionSuccess() : testing::AssertionFailure())
         << value << (inside ? " is in [" : " is not in [") << interval.low << ", " << interval.high << "]";
}

}  // namespace loopsim::models
