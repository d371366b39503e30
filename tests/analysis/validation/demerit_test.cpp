// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/demerit.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Points = std::vector<Percentile>;

TEST(Demerit, IsZeroForTheSameDistribution) {
  const Points points = {{50, 10}, {90, 20}, {99, 90}};
  EXPECT_EQ(demerit(points, points, 15.0), 0.0);
}

TEST(Demerit, IsTheShiftOverTheMean) {
  EXPECT_DOUBLE_EQ(demerit(Points{{50, 10}, {90, 20}}, Points{{50, 13}, {90, 23}}, 12.0).value(), 0.25);
  EXPECT_DOUBLE_EQ(demerit(Points{{50, 10}}, Points{{50, 5}}, std::nullopt).value(), 0.5);
}

TEST(Demerit, WeighsEachPointByItsShare) {
  // 50 stands for 0 to 70 %, 90 for 70 to 94.5 %, 99 for the rest.
  const double squares = 0.70 * 9 + 0.245 * 16 + 0.055 * 400;
  const Points measured = {{50, 10}, {90, 20}, {99, 100}};
  const Points simulated = {{50, 13}, {90, 16}, {99, 120}};
  EXPECT_DOUBLE_EQ(demerit(measured, simulated, 20.0).value(), std::sqrt(squares) / 20);
  const double mean = 0.70 * 10 + 0.245 * 20 + 0.055 * 100;
  EXPECT_DOUBLE_EQ(demerit(measured, simulated, std::nullopt).value(), std::sqrt(squares) / mean);
}

TEST(Demerit, NeedsPointsAndAMean) {
  EXPECT_EQ(demerit(Points{}, Points{}, std::nullopt), std::nullopt);
  EXPECT_EQ(demerit(Points{{50, 0}}, Points{{50, 1}}, 0.0), std::nullopt);
  EXPECT_THROW(demerit(Points{{50, 1}}, Points{}, 1.0), std::invalid_argument);
  EXPECT_THROW(demerit(Points{{50, 1}}, Points{{90, 1}}, 1.0), std::invalid_argument);
  EXPECT_THROW(demerit(Points{{90, 1}, {50, 1}}, Points{{90, 1}, {50, 1}}, 1.0), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
