// SPDX-License-Identifier: GPL-2.0
#include "models/page_map.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::models {
namespace {

// Chunks are of 32768 blocks: two and a half of them.
constexpr std::uint64_t kBlocks = 80'000;

TEST(PageMapTest, StartsWithNothingEverythingOrTheFraction) {
  const PageMap none(kBlocks, 0, 1);
  const PageMap all(kBlocks, 1, 1);
  const PageMap part(kBlocks, 0.25, 1);
  std::uint64_t cached = 0;
  for (std::uint64_t block = 0; block < kBlocks; ++block) {
    ASSERT_FALSE(none.cached(block));
    ASSERT_TRUE(all.cached(block));
    cached += part.cached(block) ? 1U : 0U;
  }
  EXPECT_NEAR(static_cast<double>(cached), 0.25 * kBlocks, 1000);
  EXPECT_EQ(all.dirty_blocks(), 0U);
}

TEST(PageMapTest, ChangeLeavesTheRestOfAChunkAsItWas) {
  PageMap map(kBlocks, 0.5, 7);
  const PageMap before(kBlocks, 0.5, 7);
  map.dirty_up(40'000);
  map.drop(40'001);
  for (std::uint64_t block = 0; block < kBlocks; ++block) {
    if (block == 40'000 || block == 40'001) continue;
    ASSERT_EQ(map.cached(block), before.cached(block)) << block;
    ASSERT_FALSE(map.dirty(block));
  }
  EXPECT_TRUE(map.cached(40'000));
  EXPECT_FALSE(map.cached(40'001));
}

TEST(PageMapTest, SearchGoesRoundOverChunksThatNeverChanged) {
  PageMap map(kBlocks, 0, 1);
  EXPECT_EQ(map.next_dirty(0), PageMap::kNone);
  map.dirty_up(5);
  map.dirty_up(kBlocks - 1);
  EXPECT_EQ(map.next_dirty(0), 5U);
  EXPECT_EQ(map.next_dirty(5), 5U);
  EXPECT_EQ(map.next_dirty(6), kBlocks - 1);
  map.clean(kBlocks - 1);
  EXPECT_EQ(map.next_dirty(6), 5U);
  EXPECT_EQ(map.next_dirty(kBlocks), 5U);
}

// Against two sets, over any changes.
RC_GTEST_PROP(PageMapTest, IsTwoSetsOfBlocks, ()) {
  PageMap map(kBlocks, 0, 1);
  std::set<std::uint64_t> cached;
  std::set<std::uint64_t> dirty;
  const int changes = *rc::gen::inRange(0, 200);
  for (int i = 0; i < changes; ++i) {
    const std::uint64_t block = *rc::gen::inRange<std::uint64_t>(0, 40) * 2048 % kBlocks;
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        map.add(block);
        cached.insert(block);
        break;
      case 1:
        map.dirty_up(block);
        cached.insert(block);
        dirty.insert(block);
        break;
      case 2:
        map.clean(block);
        dirty.erase(block);
        break;
      default:
        map.drop(block);
        cached.erase(block);
        dirty.erase(block);
    }
    RC_ASSERT(map.cached(block) == cached.contains(block));
    RC_ASSERT(map.dirty(block) == dirty.contains(block));
    RC_ASSERT(map.dirty_blocks() == dirty.size());
    const std::uint64_t from = *rc::gen::inRange<std::uint64_t>(0, kBlocks);
    auto next = dirty.lower_bound(from);
    if (next == dirty.end()) next = dirty.begin();
    RC_ASSERT(map.next_dirty(from) == (dirty.empty() ? PageMap::kNone : *next));
  }
}

}  // namespace
}  // namespace loopsim::models
