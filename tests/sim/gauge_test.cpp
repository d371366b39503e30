// SPDX-License-Identifier: GPL-2.0
#include "sim/gauge.hpp"

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/time.hpp"

namespace loopsim::sim {
namespace {

TEST(GaugeTest, StartsAtZero) {
  const Gauge gauge;
  EXPECT_EQ(gauge.value(), 0);
  EXPECT_EQ(gauge.max(), 0);
  EXPECT_EQ(gauge.integral(1000), 0);
  EXPECT_EQ(gauge.mean(1000), 0.0);
}

TEST(GaugeTest, WeighsValuesByTheirTime) {
  Gauge gauge;
  gauge.set(10, 3);
  gauge.add(30, 2);
  gauge.set(35, 1);
  EXPECT_EQ(gauge.value(), 1);
  EXPECT_EQ(gauge.max(), 5);
  EXPECT_EQ(gauge.integral(35), 3 * 20 + 5 * 5);
  EXPECT_EQ(gauge.integral(50), 3 * 20 + 5 * 5 + 1 * 15);
  EXPECT_DOUBLE_EQ(gauge.mean(50), 100.0 / 50.0);
}

TEST(GaugeTest, ReadingChangesNothing) {
  Gauge gauge;
  gauge.set(0, 4);
  EXPECT_EQ(gauge.integral(100), 400);
  EXPECT_EQ(gauge.integral(50), 200);
}

TEST(GaugeTest, ValueHeldForNoTimeHasNoWeightButCountsAsMaximum) {
  Gauge gauge;
  gauge.set(5, 100);
  gauge.set(5, 1);
  EXPECT_EQ(gauge.integral(15), 10);
  EXPECT_EQ(gauge.max(), 100);
}

TEST(GaugeTest, ResetKeepsTheValueAndForgetsThePast) {
  Gauge gauge;
  gauge.set(0, 9);
  gauge.set(10, 2);
  gauge.reset(20);
  EXPECT_EQ(gauge.value(), 2);
  EXPECT_EQ(gauge.max(), 2);
  EXPECT_EQ(gauge.integral(20), 0);
  EXPECT_EQ(gauge.integral(25), 10);
  EXPECT_DOUBLE_EQ(gauge.mean(25), 2.0);
}

TEST(GaugeTest, MeanOverNoTimeIsTheValue) {
  Gauge gauge;
  gauge.set(7, 3);
  gauge.reset(7);
  EXPECT_EQ(gauge.mean(7), 3.0);
}

TEST(GaugeTest, NegativeValuesCount) {
  Gauge gauge;
  gauge.add(0, -3);
  gauge.add(10, 5);
  EXPECT_EQ(gauge.integral(20), -30 + 20);
  EXPECT_EQ(gauge.max(), 2);
}

TEST(GaugeTest, IntegralBeyond64BitsIsAnErrorAndTheMeanStaysRight) {
  Gauge gauge;
  const std::int64_t value = std::int64_t{1} << 40;
  gauge.set(0, value);
  gauge.set(std::int64_t{1} << 30, 0);
  EXPECT_THROW((void)gauge.integral(std::int64_t{1} << 31), std::overflow_error);
  EXPECT_DOUBLE_EQ(gauge.mean(std::int64_t{1} << 31), static_cast<double>(value) / 2);
}

RC_GTEST_PROP(GaugeTest, IntegralIsTheSumOverEveryNanosecond, ()) {
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 20), rc::gen::inRange(-50, 50)));
  Gauge gauge;
  SimTime now = 0;
  std::int64_t value = 0;
  std::int64_t sum = 0;
  for (const auto& [wait, delta] : steps) {
    for (int ns = 0; ns < wait; ++ns) {
      sum += value;
    }
    now += wait;
    value += delta;
    gauge.add(now, delta);
  }
  RC_ASSERT(gauge.value() == value);
  RC_ASSERT(gauge.integral(now) == sum);
  RC_ASSERT(gauge.integral(now + 3) == sum + 3 * value);
}

}  // namespace
}  // namespace loopsim::sim
