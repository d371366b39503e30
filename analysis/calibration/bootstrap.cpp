// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analysis/calibration/least_squares.hpp"
#include "sim/portable_math.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kDraws = 1000;
constexpr double kTail = 0.025;

double normal(sim::Random& random) {
  // Both halves of the distribution from one number, 0 and 1 excluded.
  const double p = (random.uniform() + 0x1.0p-54);
  return p <= 0.5 ? -sim::normal_upper_quantile(p) : sim::normal_upper_quantile(1 - p);
}

}  // namespace

double excess_of(const VectorXd& residuals, Index parameters, double outlier) {
  const Index freedom = std::max<Index>(1, residuals.size() - parameters);
  return std::max(1.0, std::sqrt(cost_of(residuals, outlier) / static_cast<double>(freedom)));
}

std::vector<Interval> bootstrap_intervals(const VectorXd& point, const MatrixXd& jacobian, const VectorXd& residuals,
                                          double outlier, std::uint64_t seed) {
  const Index count = jacobian.cols();
  const double excess = excess_of(residuals, count, outlier);
  sim::Random random = sim::stream(seed, 0, "calibration bootstrap", 0);
  std::vector<std::vector<double>> drawn(static_cast<std::size_t>(count));
  VectorXd noise(residuals.size());
  for (int draw = 0; draw < kDraws; ++draw) {
    for (double& value : noise) {
      value = excess * normal(random);
    }
    const VectorXd step = bounded_step(jacobian, noise, point, 0);
    for (Index i = 0; i < count; ++i) {
      drawn[static_cast<std::size_t>(i)].push_back(point[i] + step[i]);
    }
  }
  std::vector<Interval> intervals;
  for (std::vector<double>& values : drawn) {
    std::ranges::sort(values);
    const auto tail = static_cast<std::size_t>(kTail * kDraws);
    intervals.push_back({values[tail], values[values.size() - 1 - tail]});
  }
  return intervals;
}

}  // namespace loopsim::analysis
