// SPDX-License-Identifier: GPL-2.0
#include "analysis/stopping_rule.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/statistics.hpp"
#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

constexpr StoppingRule kRule{.precision = 0.02, .fewest = 5, .most = 50};

Estimate with_half_width(double value, double half_width) {
  return {value, Interval{value - half_width, value + half_width}};
}

int wanted(int done, const std::vector<Estimate>& estimates) { return replications_wanted(kRule, done, estimates); }

TEST(StoppingRule, StartsAtTheFloor) {
  EXPECT_EQ(wanted(0, {}), 5);
  EXPECT_EQ(wanted(3, {with_half_width(100, 0)}), 5);
}

TEST(StoppingRule, StopsWhenEveryMeanIsPrecise) {
  EXPECT_EQ(wanted(5, {with_half_width(100, 2), with_half_width(-100, 1)}), 5);
  EXPECT_EQ(wanted(9, {with_half_width(1e6, 0)}), 9);
}

TEST(StoppingRule, GoesOnAsFarAsTheWidestSuggests) {
  EXPECT_EQ(wanted(20, {with_half_width(100, 2), with_half_width(100, 2.4)}), 29);  // 20 x 1.2 x 1.2 = 28.8
  EXPECT_EQ(wanted(20, {with_half_width(100, 2.0001)}), 21);
}

TEST(StoppingRule, TrustsAFewNoFurtherThanTwice) { EXPECT_EQ(wanted(5, {with_half_width(100, 50)}), 10); }

TEST(StoppingRule, EndsAtTheCap) {
  EXPECT_EQ(wanted(40, {with_half_width(100, 50)}), 50);
  EXPECT_EQ(wanted(50, {with_half_width(100, 50)}), 50);
}

TEST(StoppingRule, AsksNothingOfWhatMoreRunsCannotTell) {
  EXPECT_EQ(wanted(5, {Estimate{100, std::nullopt}, with_half_width(0, 0)}), 5);
  EXPECT_EQ(wanted(5, {with_half_width(std::numeric_limits<double>::quiet_NaN(), 1)}), 5);
}

// Stopping when the interval looks narrow favours samples that happen to vary little, so it covers less than 95 %; the
// floor of five keeps it above 90.
TEST(StoppingRule, CoverageSuffersLittle) {
  constexpr int kExperiments = 2000;
  sim::Random random(1);
  int covered = 0;
  int precise = 0;
  for (int experiment = 0; experiment < kExperiments; ++experiment) {
    std::vector<double> values;
    Estimate estimate;
    for (int more = kRule.fewest; more > static_cast<int>(values.size());) {
      while (static_cast<int>(values.size()) < more) {
        values.push_back(100 + 5 * standard_normal(random));
      }
      estimate = estimate_mean(values);
      more = replications_wanted(kRule, more, std::vector{estimate});
    }
    covered += estimate.interval->low <= 100 && 100 <= estimate.interval->high ? 1 : 0;
    precise += is_precise(estimate, kRule.precision) ? 1 : 0;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, kExperiments * 90 / 100);
  EXPECT_LE(covered, kExperiments * 97 / 100);
  EXPECT_GE(precise, kExperiments * 98 / 100);
}

}  // namespace
}  // namespace loopsim::analysis
