// SPDX-License-Identifier: GPL-2.0
#include "models/extent_map.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random.hpp"

namespace loopsim::models {
namespace {

constexpr std::uint64_t kSeed = 7;

// A block map that keeps everything in the open and counts by looking at every block. `merges`: the allocator always
// finds its preferred place, or never.
class NaiveMap {
 public:
  NaiveMap(const ExtentMap& initial, std::uint64_t run, bool merges, const LongestExtents& longest)
      : merges_(merges), longest_(longest) {
    for (std::uint64_t block = 0; block < initial.blocks(); ++block) {
      blocks_.push_back({initial.state(block), merges || block % run != 0, false});
    }
  }

  bool allocate(std::uint64_t block) {
    if (blocks_[block].state != BlockState::hole) return false;
    const bool follows = last_ + 1 == block && block > 0;
    place(block, BlockState::unwritten, follows || merges_, merges_);
    last_ = block;
    return true;
  }
  bool unshare(std::uint64_t block) {
    if (blocks_[block].state != BlockState::shared) return false;
    place(block, BlockState::unwritten, last_ + 1 == block && block > 0, false);
    last_ = block;
    return true;
  }
  bool convert(std::uint64_t block) {
    if (blocks_[block].state != BlockState::unwritten) return false;
    blocks_[block].state = BlockState::written;
    blocks_[block].apart = false;
    return true;
  }
  bool punch(std::uint64_t block) {
    if (blocks_[block].state == BlockState::hole) return false;
    place(block, BlockState::hole, false, false);
    return true;
  }

  void keep_apart(std::uint64_t first, std::uint64_t end) {
    if (blocks_[first].state == BlockState::unwritten) blocks_[first].apart = true;
    if (end < blocks_.size() && blocks_[end].state == BlockState::unwritten) blocks_[end].apart = true;
  }

  std::uint64_t extents() const {
    std::uint64_t result = 0;
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      const Block& here = blocks_[block];
      if (here.state == BlockState::hole) continue;
      const std::uint64_t longest = here.state == BlockState::unwritten ? longest_.unwritten : longest_.written;
      const bool follows = block % longest != 0 && blocks_[block - 1].state == here.state && here.behind_left;
      if (!follows || here.apart) ++result;
    }
    return result;
  }
  std::uint64_t count(BlockState state) const {
    std::uint64_t result = 0;
    for (const Block& block : blocks_) result += block.state == state ? 1U : 0U;
    return result;
  }
  BlockState state(std::uint64_t block) const { return blocks_[block].state; }

 private:
  struct Block {
    BlockState state;
    bool behind_left;  // on the disk
    bool apart;
  };

  void place(std::uint64_t block, BlockState state, bool behind_left, bool before_right) {
    blocks_[block] = {state, behind_left, false};
    if (block + 1 < blocks_.size()) blocks_[block + 1].behind_left = before_right;
  }

  bool merges_;
  LongestExtents longest_;
  std::vector<Block> blocks_;
  std::uint64_t last_ = ~std::uint64_t{1};
};

enum class Change { allocate, unshare, convert, punch, keep_apart };

struct Step {
  Change change;
  std::uint64_t block;
};

template <typename Map>
bool apply(Map& map, const Step& step) {
  switch (step.change) {
    case Change::allocate:
      return map.allocate(step.block);
    case Change::unshare:
      return map.unshare(step.block);
    case Change::convert:
      return map.convert(step.block);
    case Change::punch:
      return map.punch(step.block);
    case Change::keep_apart:
      map.keep_apart(step.block, step.block + 2);
      return true;
  }
  return false;
}

std::vector<Step> any_steps(std::uint64_t first, std::uint64_t end) {
  return *rc::gen::container<std::vector<Step>>(
      rc::gen::construct<Step>(rc::gen::element(Change::allocate, Change::allocate, Change::unshare, Change::convert,
                                                Change::punch, Change::keep_apart),
                               rc::gen::inRange(first, end)));
}

InitialMapping any_mapping() {
  InitialMapping mapping;
  mapping.state = *rc::gen::element(BlockState::hole, BlockState::unwritten, BlockState::written, BlockState::shared);
  mapping.partial = *rc::gen::arbitrary<bool>();
  mapping.fraction = *rc::gen::inRange(0, 11) / 10.0;
  mapping.run = *rc::gen::inRange<std::uint64_t>(1, 5);
  return mapping;
}

LongestExtents any_longest(std::uint64_t blocks) {
  const auto length = rc::gen::inRange<std::uint64_t>(1, 2 * blocks);
  return {.written = *length, .unwritten = *length};
}

std::uint64_t run_of(const InitialMapping& mapping, std::uint64_t blocks) {
  return mapping.partial ? mapping.run : blocks;
}

void require_equal(const ExtentMap& map, const NaiveMap& naive) {
  for (std::size_t state = 0; state < kBlockStates; ++state) {
    RC_ASSERT(map.count(static_cast<BlockState>(state)) == naive.count(static_cast<BlockState>(state)));
  }
  RC_ASSERT(map.extents() == naive.extents());
  RC_ASSERT(map.all_written() == (naive.count(BlockState::written) == map.blocks()));
}

RC_GTEST_PROP(ExtentMapTest, IsTheNaiveMapAfterEveryChange, ()) {
  const auto blocks = *rc::gen::inRange<std::uint64_t>(1, 24);
  const InitialMapping mapping = any_mapping();
  const bool merges = *rc::gen::arbitrary<bool>();
  const LongestExtents longest = any_longest(blocks);
  ExtentMap map(blocks, mapping, {.merge_factor = merges ? 1.0 : 0.0, .longest = longest}, kSeed);
  NaiveMap naive(map, run_of(mapping, blocks), merges, longest);
  require_equal(map, naive);
  for (const Step& step : any_steps(0, blocks)) {
    RC_ASSERT(apply(map, step) == apply(naive, step));
    for (std::uint64_t block = 0; block < blocks; ++block) RC_ASSERT(map.state(block) == naive.state(block));
    require_equal(map, naive);
  }
}

// The map is kept in chunks of 2^15 blocks.
RC_GTEST_PROP(ExtentMapTest, IsTheNaiveMapAcrossChunks, ()) {
  constexpr std::uint64_t kChunk = 1 << 15;
  const std::uint64_t blocks = kChunk + *rc::gen::inRange<std::uint64_t>(1, 10);
  const InitialMapping mapping = any_mapping();
  const bool merges = *rc::gen::arbitrary<bool>();
  const LongestExtents longest = any_longest(blocks);
  ExtentMap map(blocks, mapping, {.merge_factor = merges ? 1.0 : 0.0, .longest = longest}, kSeed);
  NaiveMap naive(map, run_of(mapping, blocks), merges, longest);
  for (const Step& step : any_steps(kChunk - 5, blocks)) RC_ASSERT(apply(map, step) == apply(naive, step));
  require_equal(map, naive);
}

// The better the allocator does, the fewer extents it leaves, whatever happens to the file.
RC_GTEST_PROP(ExtentMapTest, MergeFactorsAreOrdered, ()) {
  const auto blocks = *rc::gen::inRange<std::uint64_t>(1, 60);
  const InitialMapping mapping = any_mapping();
  ExtentMap never(blocks, mapping, {}, kSeed);
  ExtentMap sometimes(blocks, mapping, {.merge_factor = 0.3}, kSeed);
  ExtentMap always(blocks, mapping, {.merge_factor = 1}, kSeed);
  for (const Step& step : any_steps(0, blocks)) {
    apply(never, step);
    apply(sometimes, step);
    apply(always, step);
    RC_ASSERT(never.extents() >= sometimes.extents());
    RC_ASSERT(sometimes.extents() >= always.extents());
  }
}

TEST(ExtentMapTest, SequentialWritesGrowOneExtent) {
  for (const double merge_factor : {0.0, 0.3, 1.0}) {
    ExtentMap map(1000, {.state = BlockState::hole}, {.merge_factor = merge_factor}, kSeed);
    for (std::uint64_t block = 0; block < 1000; ++block) {
      map.allocate(block);
      // The part that is written already, and what was just allocated.
      EXPECT_EQ(map.extents(), block == 0 ? 1U : 2U);
      map.convert(block);
      EXPECT_EQ(map.extents(), 1U);
    }
    EXPECT_TRUE(map.all_written());
  }
}

// What is in flight counts one by one, until it is written and joins its neighbours.
TEST(ExtentMapTest, WhatIsKeptApartIsAnExtentOfItsOwnUntilItIsConverted) {
  ExtentMap map(1000, {.state = BlockState::hole}, {}, kSeed);
  for (std::uint64_t block = 0; block < 8; block += 2) {
    map.allocate(block);
    map.allocate(block + 1);
    map.keep_apart(block, block + 2);
  }
  EXPECT_EQ(map.extents(), 4U);
  // The second request first: it divides nothing.
  map.convert(2);
  map.convert(3);
  EXPECT_EQ(map.extents(), 4U);
  map.convert(0);
  map.convert(1);
  EXPECT_EQ(map.extents(), 3U);
  for (std::uint64_t block = 4; block < 8; ++block) map.convert(block);
  EXPECT_EQ(map.extents(), 1U);
}

TEST(ExtentMapTest, NoExtentIsLongerThanItMayBe) {
  const ExtentRules rules{.merge_factor = 1, .longest = {.written = 300, .unwritten = 300}};
  const ExtentMap written(1000, {.state = BlockState::written}, rules, kSeed);
  EXPECT_EQ(written.extents(), 4U);
  ExtentMap map(1000, {.state = BlockState::hole}, rules, kSeed);
  for (std::uint64_t block = 0; block < 1000; ++block) {
    map.allocate(block);
    map.convert(block);
    EXPECT_EQ(map.extents(), block / 300 + 1);
  }
}

// The places where unwritten extents end say nothing of written ones.
TEST(ExtentMapTest, UnwrittenExtentsMayEndElsewhere) {
  ExtentMap map(1000, {.state = BlockState::unwritten}, {.longest = {.written = 500, .unwritten = 249}}, kSeed);
  EXPECT_EQ(map.extents(), 5U);
  for (std::uint64_t block = 0; block < 500; ++block) map.convert(block);
  EXPECT_EQ(map.extents(), 4U) << "[0, 500) is written; 747 and 996 end what is not";
  map.convert(500);
  EXPECT_EQ(map.extents(), 5U);
}

// Half of the blocks, at random: N p (1 - m p) runs for a fraction p (mechanisms 6.6).
TEST(ExtentMapTest, RandomWritesFollowTheFormula) {
  constexpr std::uint64_t kBlocks = 1 << 16;
  std::vector<std::uint64_t> order(kBlocks);
  std::iota(order.begin(), order.end(), 0U);
  sim::Random dice(kSeed);
  for (std::size_t left = kBlocks; left > 1; --left) std::swap(order[left - 1], order[dice.below(left)]);
  for (const double merge_factor : {0.0, 0.3, 1.0}) {
    ExtentMap map(kBlocks, {.state = BlockState::hole}, {.merge_factor = merge_factor}, kSeed);
    for (std::size_t count = 0; count < kBlocks / 2; ++count) {
      map.allocate(order[count]);
      map.convert(order[count]);
    }
    const double p = 0.5;
    const double expected = static_cast<double>(kBlocks) * p * (1 - merge_factor * p);
    EXPECT_NEAR(static_cast<double>(map.extents()), expected, 0.02 * expected) << "merge factor " << merge_factor;
  }
}

struct Heights {
  std::uint64_t extents;
  int tree;
  int disk;
};

// 15 records in a leaf and 16 keys in a node in memory; 9 in the inode and 250 in a block on disk.
constexpr std::array<Heights, 14> kHeights{{{0, 1, 0},
                                            {9, 1, 0},
                                            {10, 1, 1},
                                            {15, 1, 1},
                                            {16, 2, 1},
                                            {240, 2, 1},
                                            {241, 3, 1},
                                            {250, 3, 1},
                                            {251, 3, 2},
                                            {3840, 3, 2},
                                            {3841, 4, 2},
                                            {61'440, 4, 2},
                                            {61'441, 5, 2},
                                            {62'501, 5, 3}}};

TEST(ExtentMapTest, TreesGrowAndShrinkWithTheExtents) {
  constexpr std::uint64_t kBlocks = 200'000;
  ExtentMap map(kBlocks, {.state = BlockState::hole}, {}, kSeed);
  std::uint64_t extents = 0;
  for (const Heights& expected : kHeights) {
    for (; extents < expected.extents; ++extents) map.allocate(2 * extents);
    ASSERT_EQ(map.extents(), expected.extents);
    EXPECT_EQ(map.tree_height(), expected.tree) << extents;
    EXPECT_EQ(map.disk_height(), expected.disk) << extents;
  }
  for (std::size_t row = kHeights.size(); row-- > 0;) {
    for (; extents > kHeights[row].extents; --extents) map.punch(2 * (extents - 1));
    EXPECT_EQ(map.tree_height(), kHeights[row].tree) << extents;
    EXPECT_EQ(map.disk_height(), kHeights[row].disk) << extents;
  }
}

TEST(ExtentMapTest, PartialMappingHasItsFraction) {
  constexpr std::uint64_t kBlocks = 100'000;
  for (const double fraction : {0.0, 0.1, 0.5, 0.9, 1.0}) {
    for (const std::uint64_t run : {1U, 4U, 16U}) {
      const ExtentMap map(kBlocks, {.partial = true, .fraction = fraction, .run = run}, {.merge_factor = 0.3}, kSeed);
      const double written = static_cast<double>(map.count(BlockState::written)) / kBlocks;
      // Five standard deviations of the widest.
      const bool exact = fraction == 0.0 || fraction == 1.0;
      EXPECT_NEAR(written, fraction, exact ? 0.0 : 0.032);
      EXPECT_EQ(map.count(BlockState::written) + map.count(BlockState::hole), kBlocks);
      EXPECT_EQ(map.all_written(), fraction == 1.0);
    }
  }
}

TEST(ExtentMapTest, PartialMappingLiesInStretches) {
  constexpr std::uint64_t kRun = 16;
  const ExtentMap map(10'000, {.partial = true, .fraction = 0.4, .run = kRun}, {.merge_factor = 0.3}, kSeed);
  for (std::uint64_t block = 0; block < map.blocks(); ++block) {
    ASSERT_EQ(map.state(block), map.state(block / kRun * kRun));
  }
}

TEST(ExtentMapTest, SeedDecidesWherePartsLie) {
  const InitialMapping half{.partial = true, .fraction = 0.5, .run = 1};
  const ExtentMap one(64, half, {.merge_factor = 0.3}, 1);
  const ExtentMap same(64, half, {.merge_factor = 0.3}, 1);
  const ExtentMap other(64, half, {.merge_factor = 0.3}, 2);
  int differences = 0;
  for (std::uint64_t block = 0; block < 64; ++block) {
    EXPECT_EQ(one.state(block), same.state(block));
    if (one.state(block) != other.state(block)) ++differences;
  }
  EXPECT_GT(differences, 0);
}

}  // namespace
}  // namespace loopsim::models
