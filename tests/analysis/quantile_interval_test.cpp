// SPDX-License-Identifier: GPL-2.0
#include "analysis/quantile_interval.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

using Values = std::vector<double>;

void expect_ranks(std::uint64_t count, double q, std::uint64_t low, std::uint64_t high) {
  const auto ranks = quantile_ranks(count, q);
  ASSERT_TRUE(ranks) << count;
  EXPECT_EQ(ranks->low, low) << count;
  EXPECT_EQ(ranks->high, high) << count;
}

// Tables of the sign test at 95 %: the median of n values is between these order statistics.
TEST(QuantileInterval, RanksOfTheMedianAreThoseOfTheTables) {
  expect_ranks(6, 0.5, 1, 6);
  expect_ranks(9, 0.5, 2, 8);
  expect_ranks(10, 0.5, 2, 9);
  expect_ranks(20, 0.5, 6, 15);
  expect_ranks(50, 0.5, 18, 33);
}

TEST(QuantileInterval, NeedsEnoughValues) {
  EXPECT_FALSE(quantile_ranks(0, 0.5));
  EXPECT_FALSE(quantile_ranks(5, 0.5));
  EXPECT_FALSE(quantile_ranks(367, 0.99));  // 0.99^367 = 2.501 %
  EXPECT_TRUE(quantile_ranks(368, 0.99));
}

TEST(QuantileInterval, TakesOrderStatistics) {
  const Estimate estimate = estimate_quantile(Values{70, 10, 60, 20, 50, 30}, 0.5);
  EXPECT_EQ(estimate.value, 30);
  ASSERT_TRUE(estimate.interval);
  EXPECT_EQ(estimate.interval->low, 10);
  EXPECT_EQ(estimate.interval->high, 70);
  EXPECT_FALSE(estimate_quantile(Values{1, 2, 3}, 0.5).interval);
  EXPECT_THROW(estimate_quantile(Values{}, 0.5), std::invalid_argument);
}

TEST(QuantileInterval, CoversTheTruth) {
  sim::Random random(1);
  int covered = 0;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    Values values(100);
    std::ranges::generate(values, [&] { return exponential(random, 1); });
    const Interval interval = estimate_quantile(values, 0.8).interval.value();
    const double truth = std::log(5);
    covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, 2000 * 94 / 100);  // never below 95 % but for chance, and above it by what ranks are coarse
  EXPECT_LE(covered, 2000 * 98 / 100);
}

// Values below 128 ns have buckets of their own.
RC_GTEST_PROP(QuantileInterval, OfAHistogramIsThatOfItsValues, ()) {
  const auto durations = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 128)));
  const double q = *rc::gen::inRange(1, 100) / 100.0;
  sim::Histogram histogram;
  for (const int duration : durations) {
    histogram.record(duration);
  }
  const Estimate expected = estimate_quantile(Values(durations.begin(), durations.end()), q);
  const Estimate found = estimate_quantile(histogram, q).value();
  RC_ASSERT(found.value == expected.value);
  RC_ASSERT(found.interval.has_value() == expected.interval.has_value());
  if (found.interval) {
    RC_ASSERT(found.interval->low == expected.interval->low);
    RC_ASSERT(found.interval->high == expected.interval->high);
    RC_ASSERT(found.interval->low <= found.value && found.value <= found.interval->high);
  }
}

TEST(QuantileInterval, NoneOfAnEmptyHistogram) { EXPECT_FALSE(estimate_quantile(sim::Histogram{}, 0.5)); }

TEST(QuantileInterval, TakesMillionsOfDurations) {
  const auto ranks = quantile_ranks(100'000'000, 0.999);
  ASSERT_TRUE(ranks);
  EXPECT_NEAR(static_cast<double>(ranks->high - ranks->low), 2 * 1.96 * std::sqrt(1e8 * 0.999 * 0.001), 5);
}

}  // namespace
}  // namespace loopsim::analysis
