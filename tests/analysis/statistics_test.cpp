// SPDX-License-Identifier: GPL-2.0
#include "analysis/statistics.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

using Values = std::vector<double>;

TEST(Statistics, MeanVarianceAndMedian) {
  EXPECT_DOUBLE_EQ(mean(Values{2, 4, 9}), 5);
  EXPECT_DOUBLE_EQ(sample_variance(Values{2, 4, 9}), 13);
  EXPECT_DOUBLE_EQ(median(Values{9, 2, 4}), 4);
  EXPECT_DOUBLE_EQ(median(Values{9, 2, 4, 5}), 4.5);
}

TEST(Statistics, RefusesTooFewValues) {
  EXPECT_THROW(mean(Values{}), std::invalid_argument);
  EXPECT_THROW(median(Values{}), std::invalid_argument);
  EXPECT_THROW(sample_variance(Values{1}), std::invalid_argument);
  EXPECT_THROW(estimate_mean(Values{}), std::invalid_argument);
}

TEST(Statistics, OneValueHasNoInterval) {
  const Estimate estimate = estimate_mean(Values{42});
  EXPECT_DOUBLE_EQ(estimate.value, 42);
  EXPECT_FALSE(estimate.interval);
}

// Student (1908), The probable error of a mean: additional hours of sleep of ten patients. Textbooks give the interval
// of the mean difference as 0.7001 to 2.4599.
TEST(Statistics, IntervalOfStudentsSleepData) {
  const Estimate estimate = estimate_mean(Values{1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4});
  EXPECT_DOUBLE_EQ(estimate.value, 1.58);
  ASSERT_TRUE(estimate.interval);
  EXPECT_NEAR(estimate.interval->low, 0.7001142, 1e-7);
  EXPECT_NEAR(estimate.interval->high, 2.4598858, 1e-7);
}

// Tables of Student's t for 4 degrees of freedom: 2.776 at 95 %, 4.604 at 99 %; the standard error here is sqrt(1/2).
TEST(Statistics, IntervalWidthFollowsTheTable) {
  const Values values{1, 2, 3, 4, 5};
  EXPECT_NEAR(estimate_mean(values).interval->half_width(), 2.776 * std::sqrt(0.5), 1e-3);
  EXPECT_NEAR(estimate_mean(values, 0.99).interval->half_width(), 4.604 * std::sqrt(0.5), 1e-3);
}

TEST(Statistics, PairedRatioSeesThroughCommonVariation) {
  const Values base{100, 300, 50};
  const std::optional<Estimate> ratio = paired_ratio(Values{200, 600, 100}, base);
  ASSERT_TRUE(ratio);
  EXPECT_DOUBLE_EQ(ratio->value, 2);
  EXPECT_DOUBLE_EQ(ratio->interval->low, 2);
  EXPECT_DOUBLE_EQ(ratio->interval->high, 2);
}

TEST(Statistics, PairedRatioNeedsPairsAndPositiveBases) {
  EXPECT_THROW(paired_ratio(Values{1, 2}, Values{1}), std::invalid_argument);
  EXPECT_THROW(paired_ratio(Values{}, Values{}), std::invalid_argument);
  EXPECT_FALSE(paired_ratio(Values{1, 2}, Values{1, 0}));
  EXPECT_FALSE(paired_ratio(Values{1}, Values{std::nan("")}));
}

// Both series share a variation of 30 %; the ratio itself varies by 1 %. With 2000 experiments the standard error of
// the coverage is 0.5 %, so 93 to 97 % is four of them on either side.
TEST(Statistics, PairedRatioIntervalCoversTheTruth) {
  constexpr int kExperiments = 2000;
  constexpr int kReplications = 5;
  constexpr double kTruth = 3;
  sim::Random random(1);
  int covered = 0;
  for (int experiment = 0; experiment < kExperiments; ++experiment) {
    Values a;
    Values b;
    for (int replication = 0; replication < kReplications; ++replication) {
      const double common = std::exp(0.3 * standard_normal(random));
      b.push_back(1000 * common);
      a.push_back(1000 * common * kTruth * (1 + 0.01 * standard_normal(random)));
    }
    const Interval interval = *paired_ratio(a, b)->interval;
    covered += interval.low <= kTruth && kTruth <= interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, kExperiments * 93 / 100);
  EXPECT_LE(covered, kExperiments * 97 / 100);
}

}  // namespace
}  // namespace loopsim::analysis
