// SPDX-License-Identifier: GPL-2.0
#include "analysis/relative_change.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "analysis/student_t.hpp"
#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

using Values = std::vector<double>;

constexpr int kExperiments = 2000;
constexpr std::size_t kReplications = 10;
constexpr std::size_t kCustomers = 1000;

bool covers(const Interval& interval, double truth) { return interval.low <= truth && truth <= interval.high; }

void expect_about_95_per_cent(int covered) {
  testing::Test::RecordProperty("covered", covered);
  EXPECT_GE(covered, kExperiments * 93 / 100);
  EXPECT_LE(covered, kExperiments * 97 / 100);
}

TEST(StudentT, PValueIsTheInverseOfTheQuantile) {
  EXPECT_NEAR(t_quantile(4, 0.95), 2.776445, 1e-6);
  EXPECT_NEAR(t_p_value(2.776445, 4), 0.05, 1e-6);
  EXPECT_NEAR(t_p_value(-2.776445, 4), 0.05, 1e-6);
  EXPECT_EQ(t_p_value(0, 4), 1);
  EXPECT_EQ(t_p_value(INFINITY, 4), 0);
}

// Student's sleep data as the two drugs of one patient: t = 4.0621, p = 0.002833 for the differences. A change relative
// to a base of 1 is the difference.
TEST(PairedChange, AgreesWithStudentsSleepData) {
  const Values difference{1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
  Values after;
  for (const double d : difference) {
    after.push_back(1 + d);
  }
  const RelativeChange change = paired_change(Values(10, 1.0), after).value();
  EXPECT_NEAR(change.change.value, 1.58, 1e-12);
  EXPECT_NEAR(change.change.interval->low, 0.7001142, 1e-7);
  EXPECT_NEAR(*change.p_value, 0.002833, 1e-6);
}

// The same data as two groups, Welch: t = 1.8608 on 17.776 degrees of freedom, p = 0.07939. A base without variance of
// its own does not fit the delta method's ratio, so the groups are moved to a mean of a million: there a ratio is as
// good as a difference.
TEST(UnpairedChange, AgreesWithWelchOnStudentsSleepData) {
  Values first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  Values second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  for (std::size_t i = 0; i < first.size(); ++i) {
    first[i] += 1e6;
    second[i] += 1e6;
  }
  const RelativeChange change = unpaired_change(first, second).value();
  EXPECT_NEAR(change.change.value * 1e6, 1.58, 1e-5);
  EXPECT_NEAR(*change.p_value, 0.07939, 1e-5);
  EXPECT_NEAR(change.change.interval->low * 1e6, -0.2054832, 1e-5);
  EXPECT_NEAR(change.change.interval->high * 1e6, 3.3654832, 1e-5);
}

TEST(RelativeChange, IsCertainWithoutVariance) {
  for (const auto& change : {paired_change(Values{2, 2}, Values{3, 3}), unpaired_change(Values{2, 2}, Values{3, 3})}) {
    ASSERT_TRUE(change);
    EXPECT_DOUBLE_EQ(change->change.value, 0.5);
    EXPECT_EQ(change->change.interval->half_width(), 0);
    EXPECT_EQ(change->p_value, 0);
  }
  EXPECT_EQ(paired_change(Values{2, 3}, Values{2, 3})->p_value, 1);
  EXPECT_EQ(unpaired_change(Values{2, 2}, Values{2, 2})->p_value, 1);
}

TEST(RelativeChange, OfOneReplicationHasNoInterval) {
  for (const auto& change : {paired_change(Values{2}, Values{3}), unpaired_change(Values{2, 2}, Values{3})}) {
    ASSERT_TRUE(change);
    EXPECT_DOUBLE_EQ(change->change.value, 0.5);
    EXPECT_FALSE(change->change.interval);
    EXPECT_FALSE(change->p_value);
  }
}

TEST(RelativeChange, NeedsABase) {
  EXPECT_FALSE(paired_change(Values{1, 0}, Values{1, 1}));
  EXPECT_FALSE(unpaired_change(Values{0, 0}, Values{1, 1}));
  EXPECT_FALSE(variance_reduction(Values{0, 0}, Values{1, 1}));
  EXPECT_THROW(paired_change(Values{1}, Values{1, 2}), std::invalid_argument);
  EXPECT_THROW(unpaired_change(Values{}, Values{1}), std::invalid_argument);
}

TEST(VarianceReduction, IsWhatPairingLeavesOut) {
  // after = 2 x before, up to noise of its own
  EXPECT_GT(variance_reduction(Values{100, 120, 80, 110}, Values{201, 239, 161, 219}).value(), 0.99);
  // Against each other, pairing doubles the variance.
  EXPECT_LT(variance_reduction(Values{99, 101, 99, 101}, Values{101, 99, 101, 99}).value(), -0.9);
  EXPECT_FALSE(variance_reduction(Values{1, 2}, Values{1, 2}));
  EXPECT_FALSE(variance_reduction(Values{1}, Values{2}));
}

// Ten replications of an M/M/1 queue whose customers come every 2 s on average. At a load of 0.3, a thousand of them
// are enough for their mean to be nearly normal.
constexpr double kSlow = 0.6;  // s of service
constexpr double kFast = 0.57;

double mm1_mean(std::uint64_t experiment, std::uint32_t replication, double service) {
  sim::Random arrivals = sim::stream(experiment, replication, "arrivals", 0);
  sim::Random services = sim::stream(experiment, replication, "services", 0);
  return mean(mm1_waiting_times(arrivals, services, 2, service, kCustomers));
}

Values mm1_means(std::uint64_t experiment, double service) {
  Values means;
  for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
    means.push_back(mm1_mean(experiment, replication, service));
  }
  return means;
}

double mm1_truth(double service) { return service * (service / 2) / (1 - service / 2); }

TEST(Coverage, OfTheMeanOfAnMm1Queue) {
  int covered = 0;
  for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
    covered += covers(estimate_mean(mm1_means(experiment, kSlow)).interval.value(), mm1_truth(kSlow)) ? 1 : 0;
  }
  expect_about_95_per_cent(covered);
}

// A server 5 % faster on the same customers: common random numbers.
TEST(Coverage, OfAChangeOfAnMm1QueueOnCommonRandomNumbers) {
  const double truth = mm1_truth(kFast) / mm1_truth(kSlow) - 1;
  int covered = 0;
  int narrower = 0;
  int reduced = 0;
  for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
    const Values before = mm1_means(experiment, kSlow);
    const Values after = mm1_means(experiment, kFast);
    const Interval paired = paired_change(before, after)->change.interval.value();
    covered += covers(paired, truth) ? 1 : 0;
    narrower += paired.half_width() < unpaired_change(before, after)->change.interval->half_width() ? 1 : 0;
    reduced += variance_reduction(before, after).value() > 0.9 ? 1 : 0;
  }
  expect_about_95_per_cent(covered);
  EXPECT_EQ(narrower, kExperiments);
  EXPECT_GE(reduced, kExperiments * 99 / 100);
}

TEST(Coverage, OfAChangeBetweenIndependentMm1Queues) {
  const double truth = mm1_truth(kFast) / mm1_truth(kSlow) - 1;
  int covered = 0;
  for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
    const Values before = mm1_means(experiment, kSlow);
    const Values after = mm1_means(experiment + kExperiments, kFast);
    covered += covers(unpaired_change(before, after)->change.interval.value(), truth) ? 1 : 0;
  }
  expect_about_95_per_cent(covered);
}

RC_GTEST_PROP(RelativeChange, DoesNotDependOnTheUnit, ()) {
  const auto numbers =
      rc::gen::container<Values>(5, rc::gen::map(rc::gen::inRange(1, 1000), [](int n) { return 1.0 * n; }));
  Values before = *numbers;
  Values after = *numbers;
  const auto paired = paired_change(before, after).value();
  const auto unpaired = unpaired_change(before, after).value();
  for (Values* values : {&before, &after}) {
    for (double& value : *values) {
      value *= 4096;
    }
  }
  RC_ASSERT(paired_change(before, after)->change.value == paired.change.value);
  RC_ASSERT(paired_change(before, after)->p_value == paired.p_value);
  RC_ASSERT(unpaired_change(before, after)->change.value == unpaired.change.value);
  RC_ASSERT(unpaired_change(before, after)->p_value == unpaired.p_value);
}

RC_GTEST_PROP(RelativeChange, IsSignificantWhereTheIntervalExcludesZero, ()) {
  const auto numbers =
      rc::gen::container<Values>(5, rc::gen::map(rc::gen::inRange(50, 100), [](int n) { return 1.0 * n; }));
  const Values before = *numbers;
  const Values after = *numbers;
  for (const auto& change : {paired_change(before, after), unpaired_change(before, after)}) {
    const Interval interval = change->change.interval.value();
    RC_ASSERT((interval.low > 0 || interval.high < 0) == (*change->p_value < 0.05));
  }
}

}  // namespace
}  // namespace loopsim::analysis
