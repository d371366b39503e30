// SPDX-License-Identifier: GPL-2.0
#include "sim/portable_math.hpp"

#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::sim {
namespace {

constexpr double kTolerance = 1e-14;

TEST(PortableMathTest, ExactValues) {
  EXPECT_EQ(portable_log(1.0), 0.0);
  EXPECT_EQ(portable_exp(0.0), 1.0);
  EXPECT_EQ(normal_upper_quantile(0.5), 0.0);
}

TEST(PortableMathTest, LogAgreesWithTheMathLibrary) {
  for (int i = -30'000; i <= 30'000; ++i) {
    const double x = std::pow(10.0, i / 100.0);
    const double expected = std::log(x);
    EXPECT_NEAR(portable_log(x), expected, std::abs(expected) * kTolerance) << x;
  }
  EXPECT_NEAR(portable_log(1 + 0x1p-40), 0x1p-40, 0x1p-80);
}

TEST(PortableMathTest, ExpAgreesWithTheMathLibrary) {
  for (int i = -70'000; i <= 70'000; ++i) {
    const double x = i / 100.0;
    const double expected = std::exp(x);
    EXPECT_NEAR(portable_exp(x), expected, expected * kTolerance) << x;
  }
}

TEST(PortableMathTest, NormalQuantileAgreesWithBoost) {
  const boost::math::normal normal;
  // Covers the three branches: up to |z| = 1.44, up to p = e^-25, and beyond.
  for (double p = 0.4999; p > 1e-60; p *= 0.97) {
    const double expected = boost::math::quantile(boost::math::complement(normal, p));
    EXPECT_NEAR(normal_upper_quantile(p), expected, expected * kTolerance) << p;
  }
}

}  // namespace
}  // namespace loopsim::sim
