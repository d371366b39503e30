// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/identifiability.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

TEST(Identifiability, TakesWhatTheRowsSee) {
  const MatrixXd jacobian = MatrixXd{{20, 0}, {0, 30}, {1, 1}};
  const Identifiability result = identify(jacobian, kWidestDeviation, 10);
  EXPECT_EQ(result.identified, (std::vector<Index>{0, 1}));
  EXPECT_TRUE(result.unidentified.empty());
}

TEST(Identifiability, LeavesWhatNoRowSees) {
  const MatrixXd jacobian = MatrixXd{{20, 0, 0.5}, {0, 0, 0.5}, {1, 0, 0}};
  const Identifiability result = identify(jacobian, kWidestDeviation, 10);
  EXPECT_EQ(result.identified, (std::vector<Index>{0}));
  ASSERT_EQ(result.unidentified.size(), 2U);
  EXPECT_EQ(result.unidentified[0].parameter, 1);
  EXPECT_TRUE(std::isinf(result.unidentified[0].deviation));
  EXPECT_FALSE(result.unidentified[0].like.has_value());
  EXPECT_EQ(result.unidentified[1].parameter, 2);
  EXPECT_FALSE(result.unidentified[1].like.has_value()) << "weak, and not like anything";
}

TEST(Identifiability, NamesWhatAParameterCannotBeToldFrom) {
  // The second is the first over again, but for less than its deviation.
  const MatrixXd jacobian = MatrixXd{{20, 18, 0}, {10, 9.1, 0}, {0, 0.1, 9}};
  const Identifiability result = identify(jacobian, kWidestDeviation, 10);
  EXPECT_EQ(result.identified, (std::vector<Index>{0, 2}));
  ASSERT_EQ(result.unidentified.size(), 1U);
  EXPECT_EQ(result.unidentified[0].parameter, 1);
  EXPECT_EQ(result.unidentified[0].like, Index{0});
}

TEST(Identifiability, TakesNoMoreThanItIsAllowed) {
  const MatrixXd jacobian = 40 * MatrixXd::Identity(5, 5);
  EXPECT_EQ(identify(jacobian, kWidestDeviation, 2).identified.size(), 2U);
  EXPECT_EQ(identify(MatrixXd::Zero(3, 2), kWidestDeviation, 2).identified.size(), 0U);
}

TEST(Identifiability, CovarianceCorrelationAndCondition) {
  const MatrixXd jacobian = MatrixXd{{2, 0}, {0, 4}};
  const MatrixXd covariance = covariance_of(jacobian);
  EXPECT_NEAR(covariance(0, 0), 0.25, 1e-12);
  EXPECT_NEAR(covariance(1, 1), 0.0625, 1e-12);
  EXPECT_DOUBLE_EQ(condition_of(jacobian), 2);
  const MatrixXd like = MatrixXd{{1, 1}, {1, 1.001}};
  EXPECT_LT(correlation_of(covariance_of(like))(0, 1), -0.999);
  EXPECT_GT(condition_of(like), 1000);
}

}  // namespace
}  // namespace loopsim::analysis
