// SPDX-License-Identifier: GPL-2.0
#include "scenarios/close_match.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::scenarios {
namespace {

TEST(EditDistance, CountsEachKindOfEdit) {
  EXPECT_EQ(edit_distance("iodepth", "iodepth"), 0U);
  EXPECT_EQ(edit_distance("iodeth", "iodepth"), 1U) << "insertion";
  EXPECT_EQ(edit_distance("ioddepth", "iodepth"), 1U) << "deletion";
  EXPECT_EQ(edit_distance("iodebth", "iodepth"), 1U) << "substitution";
  EXPECT_EQ(edit_distance("iodpeth", "iodepth"), 1U) << "swap";
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(EditDistance, EditsNoPartTwice) {
  // Swap and insertion between the swapped letters would make it 2.
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);
}

RC_GTEST_PROP(EditDistance, IsAMetricInItsFirstTwoLaws, (const std::string& a, const std::string& b)) {
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT((edit_distance(a, b) == 0U) == (a == b));
}

RC_GTEST_PROP(EditDistance, LiesBetweenTheDifferenceAndTheLengthOfTheLonger,
              (const std::string& a, const std::string& b)) {
  const auto longer = std::max(a.size(), b.size());
  const auto shorter = std::min(a.size(), b.size());
  RC_ASSERT(edit_distance(a, b) >= longer - shorter);
  RC_ASSERT(edit_distance(a, b) <= longer);
}

TEST(CloseMatch, FindsTheNearest) {
  const std::vector<std::string> policies = {"nowait", "nowait-hint", "threaded", "workqueue"};
  EXPECT_EQ(close_match("nowiat", policies), "nowait");
  EXPECT_EQ(close_match("nowait_hint", policies), "nowait-hint");
  EXPECT_EQ(close_match("work-queue", policies), "workqueue");
}

TEST(CloseMatch, LooksPastCapitals) { EXPECT_EQ(close_match("LIBAIO", {"libaio", "psync"}), "libaio"); }

TEST(CloseMatch, TakesTheFirstOfEquals) { EXPECT_EQ(close_match("bat", {"cat", "hat"}), "cat"); }

TEST(CloseMatch, GivesNothingWhenMoreThanAThirdDiffers) {
  EXPECT_EQ(close_match("rw", {"bs"}), std::nullopt);
  EXPECT_EQ(close_match("elephant", {"iodepth", "numjobs"}), std::nullopt);
  EXPECT_EQ(close_match("", {"iodepth"}), std::nullopt);
  EXPECT_EQ(close_match("iodepth", {}), std::nullopt);
}

TEST(AllowedNames, AreSortedAndComeWithTheMatchIfThereIsOne) {
  EXPECT_EQ(allowed_names("loob", {"raw", "loop", "file"}), "; did you mean 'loop'? (allowed: file, loop, raw)");
  EXPECT_EQ(allowed_names("nvme", {"raw", "loop", "file"}), " (allowed: file, loop, raw)");
}

}  // namespace
}  // namespace loopsim::scenarios
