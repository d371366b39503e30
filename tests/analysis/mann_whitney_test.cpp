// SPDX-License-Identifier: GPL-2.0
#include "analysis/mann_whitney.hpp"

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

// Hollander and Wolfe (1973), p. 69: permeability constants of the human chorioamnion, at term and at 12 to 26 weeks.
// The one-sided p-value is 0.1272.
TEST(MannWhitney, AgreesWithHollanderAndWolfe) {
  const RankTest test = mann_whitney(Values{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46},
                                     Values{1.15, 0.88, 0.90, 0.74, 1.21});
  EXPECT_EQ(test.u, 35);
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.p_value, 0.2544, 5e-5);
}

// Of the 20 orders of three and three values, one has U = 0 and one U = 9.
TEST(MannWhitney, CountsOrdersOfThreeAndThree) {
  EXPECT_NEAR(mann_whitney(Values{1, 2, 3}, Values{4, 5, 6}).p_value, 2.0 / 20, 1e-12);
  EXPECT_NEAR(mann_whitney(Values{1, 2, 4}, Values{3, 5, 6}).p_value, 4.0 / 20, 1e-12);
  EXPECT_NEAR(mann_whitney(Values{1, 3, 5}, Values{2, 4, 6}).p_value, 14.0 / 20, 1e-12);  // 7 of them have U <= 3
  EXPECT_NEAR(least_rank_p_value(3, 3), 0.1, 1e-12);
  EXPECT_NEAR(least_rank_p_value(5, 5), 2.0 / 252, 1e-12);
}

// By hand: ranks 1, 3, 3, 5.5 against 3, 5.5, 7.5, 7.5, so U = 12.5 - 10 = 2.5; ties of 3, 2 and 2 take 36 / 56 from
// the 9 in the variance 16/12 x (9 - 36/56) = 11.142857; z = (8 - 2.5 - 0.5) / 3.338092 = 1.497861.
TEST(MannWhitney, CorrectsForTies) {
  const RankTest test = mann_whitney(Values{1, 2, 2, 3}, Values{2, 3, 4, 4});
  EXPECT_EQ(test.u, 2.5);
  EXPECT_FALSE(test.exact);
  EXPECT_NEAR(test.p_value, std::erfc(1.497861 / std::sqrt(2)), 1e-6);
}

TEST(MannWhitney, FindsNothingInEqualValues) { EXPECT_EQ(mann_whitney(Values{1, 1}, Values{1, 1, 1}).p_value, 1); }

TEST(MannWhitney, RefusesWhatHasNoRank) {
  EXPECT_THROW(mann_whitney(Values{}, Values{1}), std::invalid_argument);
  EXPECT_THROW(mann_whitney(Values{1}, Values{std::nan("")}), std::invalid_argument);
}

TEST(MannWhitney, NormalLimitMeetsTheExactDistribution) {
  sim::Random random(3);
  Values a(25);
  Values b(25);
  std::ranges::generate(a, [&] { return standard_normal(random); });
  std::ranges::generate(b, [&] { return standard_normal(random) + 0.5; });
  const RankTest exact = mann_whitney(a, b);
  a.push_back(-1e9);  // one value more than the exact distribution takes, and one that must win
  const RankTest limit = mann_whitney(a, b);
  EXPECT_TRUE(exact.exact);
  EXPECT_FALSE(limit.exact);
  EXPECT_EQ(limit.u, exact.u);
  EXPECT_LT(limit.p_value, exact.p_value);
}

TEST(MannWhitney, RaisesFalseAlarmsInFivePerCent) {
  sim::Random random(1);
  int alarms = 0;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    Values a(8);
    Values b(8);
    std::ranges::generate(a, [&] { return exponential(random, 1); });
    std::ranges::generate(b, [&] { return exponential(random, 1); });
    alarms += mann_whitney(a, b).p_value <= 0.05 ? 1 : 0;
  }
  EXPECT_GE(alarms, 60);
  EXPECT_LE(alarms, 140);
}

RC_GTEST_PROP(MannWhitney, DependsOnOrderAlone, ()) {
  const auto series = rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-50, 50)));
  const auto x = *series;
  const auto y = *series;
  Values a(x.begin(), x.end());
  Values b(y.begin(), y.end());
  const RankTest test = mann_whitney(a, b);
  RC_ASSERT(test.p_value > 0 && test.p_value <= 1);
  const RankTest swapped = mann_whitney(b, a);
  RC_ASSERT(std::abs(swapped.p_value - test.p_value) < 1e-12);
  RC_ASSERT(swapped.u + test.u == static_cast<double>(a.size() * b.size()));
  for (Values* values : {&a, &b}) {
    for (double& value : *values) {
      value = value * value * value + 7;
    }
  }
  RC_ASSERT(mann_whitney(a, b).p_value == test.p_value);
}

}  // namespace
}  // namespace loopsim::analysis
