// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/bootstrap.hpp"

#include <gtest/gtest.h>

#include "analysis/calibration/least_squares.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST(Bootstrap, OfALinearModelIsItsNormalInterval) {
  const MatrixXd jacobian = MatrixXd{{20, 0}, {0, 40}, {0, 0}};
  const auto intervals = bootstrap_intervals(VectorXd::Constant(2, 0.5), jacobian, VectorXd::Zero(3), 3, 1);
  ASSERT_EQ(intervals.size(), 2U);
  EXPECT_NEAR(intervals[0].half_width(), 1.96 / 20, 0.1 * 1.96 / 20);
  EXPECT_NEAR(intervals[1].half_width(), 1.96 / 40, 0.1 * 1.96 / 40);
  EXPECT_NEAR((intervals[0].low + intervals[0].high) / 2, 0.5, 0.02);
}

TEST(Bootstrap, HoldsTheTruthInAboutNineteenOfTwentyFits) {
  constexpr int kFits = 200;
  constexpr Eigen::Index kRows = 12;
  const VectorXd truth{{0.45, 0.55}};
  sim::Random random(7);
  int held = 0;
  for (int i = 0; i < kFits; ++i) {
    MatrixXd jacobian(kRows, 2);
    VectorXd noise(kRows);
    for (Eigen::Index row = 0; row < kRows; ++row) {
      jacobian(row, 0) = 10 * random.uniform();
      jacobian(row, 1) = 10 * random.uniform();
      noise[row] = -6;
      for (int k = 0; k < 12; ++k) {
        noise[row] += random.uniform();
      }
    }
    // Fitted from where the residuals are all noise; what is left of them goes into the intervals.
    const VectorXd step = bounded_step(jacobian, noise, truth, 0);
    const auto intervals =
        bootstrap_intervals(truth + step, jacobian, noise + jacobian * step, 9, static_cast<std::uint64_t>(i));
    for (Eigen::Index k = 0; k < 2; ++k) {
      const Interval& interval = intervals[static_cast<std::size_t>(k)];
      held += interval.low <= truth[k] && truth[k] <= interval.high ? 1 : 0;
    }
  }
  EXPECT_GE(held, 2 * kFits * 0.92);
  EXPECT_LE(held, 2 * kFits * 0.99);
}

TEST(Bootstrap, IsWiderWhereTheFitIsWorseThanTheRows) {
  const MatrixXd jacobian = 20 * VectorXd::Unit(3, 0);
  const VectorXd point = VectorXd::Constant(1, 0.5);
  const double good = bootstrap_intervals(point, jacobian, VectorXd::Constant(3, 0.1), 9, 1)[0].half_width();
  const double bad = bootstrap_intervals(point, jacobian, VectorXd::Constant(3, 2), 9, 1)[0].half_width();
  EXPECT_NEAR(bad / good, excess_of(VectorXd::Constant(3, 2), 1, 9), 1e-6);
  EXPECT_DOUBLE_EQ(excess_of(VectorXd::Constant(3, 0.1), 1, 9), 1);
}

TEST(Bootstrap, StaysInsideTheRange) {
  const MatrixXd jacobian = MatrixXd::Constant(2, 1, 1);
  const auto intervals = bootstrap_intervals(VectorXd::Constant(1, 0.9), jacobian, VectorXd::Zero(2), 3, 1);
  EXPECT_DOUBLE_EQ(intervals[0].high, 1);
  EXPECT_DOUBLE_EQ(intervals[0].low, 0);
}

TEST(Bootstrap, IsTheSameForTheSameSeed) {
  const MatrixXd jacobian = MatrixXd::Constant(2, 1, 10);
  const VectorXd point = VectorXd::Constant(1, 0.5);
  EXPECT_EQ(bootstrap_intervals(point, jacobian, VectorXd::Zero(2), 3, 1)[0].low,
            bootstrap_intervals(point, jacobian, VectorXd::Zero(2), 3, 1)[0].low);
  EXPECT_NE(bootstrap_intervals(point, jacobian, VectorXd::Zero(2), 3, 1)[0].low,
            bootstrap_intervals(point, jacobian, VectorXd::Zero(2), 3, 2)[0].low);
}

}  // namespace
}  // namespace loopsim::analysis
