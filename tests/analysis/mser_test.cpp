// SPDX-License-Identifier: GPL-2.0
#include "analysis/mser.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kLength = 1000;

template <typename Transient>
std::vector<double> series(std::uint64_t seed, double noise, Transient transient) {
  sim::Random random(seed);
  std::vector<double> values(kLength);
  for (std::size_t i = 0; i < kLength; ++i) {
    values[i] = 100 + noise * standard_normal(random) + transient(static_cast<double>(i));
  }
  return values;
}

TEST(Mser, CutsAStepWhereItIs) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto cut = mser5_cut(series(seed, 1, [](double i) { return i < 200 ? -20.0 : 0.0; }));
    ASSERT_TRUE(cut);
    EXPECT_GE(*cut, 200U);
    EXPECT_LE(*cut, 250U);
  }
}

// A transient that decays as exp(-i / 50) from 30 standard deviations is below one of them after 50 ln 30 = 170.
TEST(Mser, CutsADecayOnceItIsLostInNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto cut = mser5_cut(series(seed, 1, [](double i) { return 30 * std::exp(-i / 50); }));
    ASSERT_TRUE(cut);
    EXPECT_GE(*cut, 100U);
    EXPECT_LE(*cut, 300U);
  }
}

TEST(Mser, LeavesASteadySeriesNearlyWhole) {
  std::size_t cut = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::size_t found = mser5_cut(series(seed, 1, [](double) { return 0.0; })).value();
    EXPECT_LE(found, kLength / 2) << seed;
    cut += found;
  }
  EXPECT_LE(cut, 200 * kLength / 20);
}

TEST(Mser, CutsMoreThanHalfOfALongTransient) {
  EXPECT_GT(mser5_cut(series(1, 1, [](double i) { return i < 600 ? i / 20 : 30.0; })).value(), kLength / 2);
  EXPECT_GT(mser5_cut(series(1, 1, [](double i) { return i / 20; })).value(), kLength / 2);
}

// Worked by hand: batch means 10, 0 x 19. Keeping all, 95 / 400; without the first, nothing.
TEST(Mser, FollowsItsDefinition) {
  std::vector<double> values(100, 0.0);
  std::fill_n(values.begin(), kMserBatch, 10.0);
  EXPECT_EQ(mser5_cut(values), 5U);
}

TEST(Mser, CutsNothingFromEqualValues) {
  EXPECT_EQ(mser5_cut(std::vector<double>(kLength, 0.1)), 0U);
  EXPECT_EQ(mser5_cut(std::vector<double>(kLength, 0.0)), 0U);
}

TEST(Mser, SaysNothingOfAShortSeries) {
  EXPECT_FALSE(mser5_cut(std::vector<double>{}));
  EXPECT_FALSE(mser5_cut(std::vector<double>(99, 1.0)));
  EXPECT_TRUE(mser5_cut(std::vector<double>(100, 1.0)));
}

RC_GTEST_PROP(Mser, CutsWholeBatchesAndKeepsAQuarterWhateverTheUnit, ()) {
  const auto numbers =
      *rc::gen::container<std::vector<int>>(*rc::gen::inRange<std::size_t>(100, 300), rc::gen::inRange(-1000, 1000));
  std::vector<double> values(numbers.begin(), numbers.end());
  const std::size_t cut = mser5_cut(values).value();
  RC_ASSERT(cut % kMserBatch == 0);
  RC_ASSERT(4 * cut <= 3 * values.size());
  for (double& value : values) {
    value *= -1024;
  }
  RC_ASSERT(mser5_cut(values) == cut);
}

}  // namespace
}  // namespace loopsim::analysis
