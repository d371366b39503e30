// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::analysis {
namespace {

using Series = std::vector<double>;

TEST(RankCorrelation, OfKnownSeries) {
  EXPECT_DOUBLE_EQ(rank_correlation(Series{1, 2, 3}, Series{10, 11, 500}).value(), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(Series{1, 2, 3}, Series{3, 2, 1}).value(), -1);
  // 1 - 6 sum(d^2) / (n (n^2 - 1)) with d = 1, 1, 1, 1, 0.
  EXPECT_DOUBLE_EQ(rank_correlation(Series{1, 2, 3, 4, 5}, Series{2, 1, 4, 3, 5}).value(), 0.8);
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
  EXPECT_DOUBLE_EQ(rank_correlation(Series{1, 7, 7, 9}, Series{1, 3, 2, 4}).value(), 4.5 / std::sqrt(4.5 * 5));
}

TEST(RankCorrelation, DoesNotAlwaysExist) {
  EXPECT_EQ(rank_correlation(Series{}, Series{}), std::nullopt);
  EXPECT_EQ(rank_correlation(Series{1}, Series{2}), std::nullopt);
  EXPECT_EQ(rank_correlation(Series{1, 2}, Series{5, 5}), std::nullopt);
  EXPECT_THROW(rank_correlation(Series{1, 2}, Series{1}), std::invalid_argument);
}

Series any_series(std::size_t size) {
  const auto whole = *rc::gen::container<std::vector<int>>(size, rc::gen::inRange(0, 20));
  return {whole.begin(), whole.end()};
}

RC_GTEST_PROP(RankCorrelation, IsSymmetricAndBounded, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 30);
  const Series a = any_series(size);
  const Series b = any_series(size);
  const auto ab = rank_correlation(a, b);
  RC_ASSERT(ab == rank_correlation(b, a));
  if (ab) RC_ASSERT(std::abs(*ab) <= 1 + 1e-12);
}

RC_GTEST_PROP(RankCorrelation, KnowsTheOrderAlone, ()) {
  const Series a = any_series(*rc::gen::inRange<std::size_t>(2, 30));
  Series stretched = a;
  std::ranges::transform(stretched, stretched.begin(), [](double x) { return std::exp(x) - 5; });
  Series turned = a;
  std::ranges::transform(turned, turned.begin(), [](double x) { return -x * x * x; });
  if (const auto same = rank_correlation(a, stretched)) {
    RC_ASSERT(std::abs(*same - 1) < 1e-12);
    RC_ASSERT(std::abs(rank_correlation(a, turned).value() + 1) < 1e-12);
  }
}

}  // namespace
}  // namespace loopsim::analysis
