// SPDX-License-Identifier: GPL-2.0
#include "analysis/holm.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

using Values = std::vector<double>;

void expect_near(const Values& found, const Values& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-12) << i;
  }
}

// The example of many textbooks: the smallest times 4 is 0.02, then 0.01 times 3, 0.03 times 2, and 0.04, which may not
// be less than its predecessor.
TEST(Holm, AdjustsFourPValues) {
  expect_near(holm_adjusted(Values{0.01, 0.04, 0.03, 0.005}), {0.03, 0.06, 0.06, 0.02});
}

TEST(Holm, NeverExceedsOne) { expect_near(holm_adjusted(Values{0.6, 0.5, 1}), {1, 1, 1}); }

TEST(Holm, LeavesASingleTestAlone) { expect_near(holm_adjusted(Values{0.04}), {0.04}); }

TEST(Holm, TakesNothingForNothing) { EXPECT_TRUE(holm_adjusted(Values{}).empty()); }

TEST(Holm, RefusesWhatIsNoProbability) {
  EXPECT_THROW(holm_adjusted(Values{0.1, 1.1}), std::invalid_argument);
  EXPECT_THROW(holm_adjusted(Values{-0.1}), std::invalid_argument);
  EXPECT_THROW(holm_adjusted(Values{std::nan("")}), std::invalid_argument);
}

// Of 20 true null hypotheses at once, one or more are called significant in about 5 % of experiments; uncorrected it
// would be 64 %. Four standard errors of 2000 experiments are 2 %.
TEST(Holm, KeepsFalseAlarmsOfAllTogetherAtFivePerCent) {
  sim::Random random(1);
  int alarms = 0;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    Values p_values(20);
    std::ranges::generate(p_values, [&] { return random.uniform(); });
    alarms += std::ranges::min(holm_adjusted(p_values)) <= 0.05 ? 1 : 0;
  }
  EXPECT_GE(alarms, 60);
  EXPECT_LE(alarms, 140);
}

RC_GTEST_PROP(Holm, KeepsOrderAndNeverHelps, (const std::vector<unsigned>& numbers)) {
  Values p_values;
  for (const unsigned number : numbers) {
    p_values.push_back((number % 1001) / 1000.0);
  }
  const Values adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    RC_ASSERT(adjusted[i] >= p_values[i]);
    RC_ASSERT(adjusted[i] <= std::min(1.0, p_values[i] * static_cast<double>(p_values.size())));
    for (std::size_t k = 0; k < i; ++k) {
      const bool in_order = p_values[i] < p_values[k] ? adjusted[i] <= adjusted[k] : adjusted[i] >= adjusted[k];
      RC_ASSERT(in_order || p_values[i] == p_values[k]);
    }
  }
}

}  // namespace
}  // namespace loopsim::analysis
