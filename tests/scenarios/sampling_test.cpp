// SPDX-License-Identifier: GPL-2.0
#include "scenarios/sampling.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::scenarios {
namespace {

// How many points each of `slices` equal slices of coordinate `d` holds.
std::vector<int> counts(const UnitPoints& points, std::size_t d, std::size_t slices) {
  std::vector<int> result(slices);
  for (const auto& point : points) {
    ++result.at(static_cast<std::size_t>(point[d] * static_cast<double>(slices)));
  }
  return result;
}

bool all_are(const std::vector<int>& values, int expected) {
  return std::ranges::all_of(values, [&](int value) { return value == expected; });
}

RC_GTEST_PROP(LatinHypercube, HasOnePointInEachSlice, ()) {
  const auto points = *rc::gen::inRange<std::size_t>(1, 60);
  const auto dimensions = *rc::gen::inRange<std::size_t>(1, 8);
  const UnitPoints cube = latin_hypercube(points, dimensions, *rc::gen::arbitrary<std::uint64_t>());
  RC_ASSERT(cube.size() == points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    RC_ASSERT(all_are(counts(cube, d, points), 1));
  }
}

TEST(LatinHypercube, DependsOnItsSeedAlone) {
  EXPECT_EQ(latin_hypercube(20, 3, 5), latin_hypercube(20, 3, 5));
  EXPECT_NE(latin_hypercube(20, 3, 5), latin_hypercube(20, 3, 6));
}

TEST(LatinHypercube, CoordinatesAreShuffledApart) {
  const UnitPoints cube = latin_hypercube(50, 2, 1);
  std::set<std::pair<int, int>> quarters;
  for (const auto& point : cube) {
    quarters.emplace(static_cast<int>(2 * point[0]), static_cast<int>(2 * point[1]));
  }
  EXPECT_EQ(quarters.size(), 4U);
}

TEST(SobolSequence, StartsAsInTheBooks) {
  const UnitPoints points = sobol_sequence(4, 2);
  EXPECT_EQ(points, (UnitPoints{{0, 0}, {0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}}));
}

RC_GTEST_PROP(SobolSequence, PowersOfTwoAreBalancedInEveryCoordinate, ()) {
  const auto bits = *rc::gen::inRange(0, 9);
  const auto points = std::size_t{1} << static_cast<unsigned>(bits);
  const UnitPoints sequence = sobol_sequence(points, kMostDimensions);
  for (std::size_t d = 0; d < kMostDimensions; ++d) {
    RC_ASSERT(all_are(counts(sequence, d, points), 1));
  }
}

TEST(SobolSequence, IsANetInItsFirstTwoCoordinates) {
  // One point in each of 8 x 8 boxes.
  std::set<std::pair<int, int>> boxes;
  for (const auto& point : sobol_sequence(64, 2)) {
    boxes.emplace(static_cast<int>(8 * point[0]), static_cast<int>(8 * point[1]));
  }
  EXPECT_EQ(boxes.size(), 64U);
}

}  // namespace
}  // namespace loopsim::scenarios
