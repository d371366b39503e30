// SPDX-License-Identifier: GPL-2.0
#include "models/fio_offsets.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::models {
namespace {

constexpr std::uint64_t kBlock = 4096;

FioJobSpec job_of(ReadWrite rw, std::uint64_t blocks) {
  FioJobSpec job;
  job.rw = rw;
  job.bs = kBlock;
  job.size = blocks * kBlock;
  return job;
}

std::vector<std::uint64_t> pass_of(const RandomMap& map, std::uint64_t blocks) {
  std::vector<std::uint64_t> order;
  for (std::uint64_t position = 0; position < blocks; ++position) order.push_back(map.block_at(position));
  return order;
}

std::vector<std::uint64_t> next_offsets(FioOffsets& offsets, std::uint64_t count) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < count; ++i) result.push_back(offsets.next().offset);
  return result;
}

bool is_permutation_of_blocks(std::vector<std::uint64_t> order, std::uint64_t base = 0, std::uint64_t step = 1) {
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] != base + i * step) return false;
  }
  return true;
}

// Whether `count` successes in `draws` trials of probability `p` lie within five standard deviations of the mean.
bool is_binomial(std::uint64_t count, std::uint64_t draws, double p) {
  const double mean = static_cast<double>(draws) * p;
  return std::abs(static_cast<double>(count) - mean) <= 5 * std::sqrt(mean * (1 - p));
}

RC_GTEST_PROP(RandomMapTest, VisitsEveryBlockOnceWhateverTheSizeAndTheKey, ()) {
  const auto blocks = *rc::gen::inRange<std::uint64_t>(1, 3000);
  const auto key = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(is_permutation_of_blocks(pass_of(RandomMap(blocks, key), blocks)));
}

TEST(RandomMapTest, PowersOfTwoAndTheirNeighboursArePermutations) {
  for (std::uint64_t power = 2; power <= 4096; power *= 2) {
    for (const std::uint64_t blocks : {power - 1, power, power + 1}) {
      EXPECT_TRUE(is_permutation_of_blocks(pass_of(RandomMap(blocks, 42), blocks))) << blocks << " blocks";
    }
  }
}

TEST(RandomMapTest, KeyChoosesTheOrder) {
  EXPECT_NE(pass_of(RandomMap(1000, 1), 1000), pass_of(RandomMap(1000, 2), 1000));
  EXPECT_EQ(pass_of(RandomMap(1000, 1), 1000), pass_of(RandomMap(1000, 1), 1000));
}

// In a random order of n blocks, a step goes to the next higher block with probability 1/n: one such step in a pass on
// average.
TEST(RandomMapTest, OrderIsNotSequential) {
  const std::vector<std::uint64_t> order = pass_of(RandomMap(4096, 7), 4096);
  std::size_t ascending = 0;
  for (std::size_t i = 1; i < order.size(); ++i) ascending += order[i] == order[i - 1] + 1 ? 1 : 0;
  // Poisson with mean 1: more than 12 has a probability below 1e-10.
  EXPECT_LE(ascending, 12U);
}

RC_GTEST_PROP(FioOffsetsTest, RandomMapGivesEveryBlockOnceAPassAndANewOrderEachPass, ()) {
  const auto blocks = *rc::gen::inRange<std::uint64_t>(20, 500);
  FioOffsets offsets(job_of(ReadWrite::randwrite, blocks), 0, sim::Random(*rc::gen::arbitrary<std::uint64_t>()));
  std::set<std::vector<std::uint64_t>> orders;
  for (int pass = 0; pass < 3; ++pass) {
    const std::vector<std::uint64_t> order = next_offsets(offsets, blocks);
    RC_ASSERT(is_permutation_of_blocks(order, 0, kBlock));
    RC_ASSERT(orders.insert(order).second);
  }
}

TEST(FioOffsetsTest, SequentialJobWalksItsRegionAndWraps) {
  FioOffsets offsets(job_of(ReadWrite::write, 3), 10 * kBlock, sim::Random(1));
  const std::vector<std::uint64_t> expected = {10 * kBlock, 11 * kBlock, 12 * kBlock, 10 * kBlock, 11 * kBlock};
  EXPECT_EQ(next_offsets(offsets, 5), expected);
}

TEST(FioOffsetsTest, DirectionsFollowTheJob) {
  for (const ReadWrite rw : {ReadWrite::read, ReadWrite::randread}) {
    FioOffsets offsets(job_of(rw, 10), 0, sim::Random(1));
    for (int i = 0; i < 30; ++i) EXPECT_EQ(offsets.next().op, Op::read);
  }
  for (const ReadWrite rw : {ReadWrite::write, ReadWrite::randwrite}) {
    FioOffsets offsets(job_of(rw, 10), 0, sim::Random(1));
    for (int i = 0; i < 30; ++i) EXPECT_EQ(offsets.next().op, Op::write);
  }
}

RC_GTEST_PROP(FioOffsetsTest, PositionsOfReadsAndWritesAdvanceIndependently, ()) {
  const auto blocks = *rc::gen::inRange<std::uint64_t>(1, 50);
  FioOffsets offsets(job_of(ReadWrite::rw, blocks), 0, sim::Random(*rc::gen::arbitrary<std::uint64_t>()));
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  for (int i = 0; i < 200; ++i) {
    const FioOffsets::Next next = offsets.next();
    std::uint64_t& count = next.op == Op::read ? reads : writes;
    RC_ASSERT(next.offset == count % blocks * kBlock);
    ++count;
  }
}

TEST(FioOffsetsTest, MixIsBinomial) {
  constexpr std::uint64_t kDraws = 5000;
  for (const ReadWrite rw : {ReadWrite::rw, ReadWrite::randrw}) {
    for (int percent = 1; percent < 100; ++percent) {
      FioJobSpec job = job_of(rw, 1000);
      job.rwmixread = percent;
      FioOffsets offsets(job, 0, sim::Random(static_cast<std::uint64_t>(percent)));
      std::uint64_t reads = 0;
      for (std::uint64_t i = 0; i < kDraws; ++i) reads += offsets.next().op == Op::read ? 1 : 0;
      EXPECT_TRUE(is_binomial(reads, kDraws, percent / 100.0)) << reads << " reads at " << percent << " %";
    }
  }
}

TEST(FioOffsetsTest, MixOfAllOrNothingIsExact) {
  for (const int percent : {0, 100}) {
    FioJobSpec job = job_of(ReadWrite::rw, 10);
    job.rwmixread = percent;
    FioOffsets offsets(job, 0, sim::Random(1));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(offsets.next().op, percent == 100 ? Op::read : Op::write);
  }
}

// The random map is shared by both directions: fio marks a block as done whichever way it went.
TEST(FioOffsetsTest, RandomMixVisitsEveryBlockOnceAPass) {
  FioOffsets offsets(job_of(ReadWrite::randrw, 777), 0, sim::Random(3));
  EXPECT_TRUE(is_permutation_of_blocks(next_offsets(offsets, 777), 0, kBlock));
}

TEST(FioOffsetsTest, NorandommapDrawsWithReplacementFromTheWholeRegion) {
  constexpr std::uint64_t kBlocks = 100;
  constexpr std::uint64_t kDraws = 20'000;
  FioJobSpec job = job_of(ReadWrite::randread, kBlocks);
  job.norandommap = true;
  FioOffsets offsets(job, 5 * kBlock, sim::Random(11));
  std::vector<std::uint64_t> seen(kBlocks, 0);
  std::set<std::uint64_t> first_pass;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const std::uint64_t offset = offsets.next().offset;
    ASSERT_EQ(offset % kBlock, 0U);
    ASSERT_GE(offset, 5 * kBlock);
    ASSERT_LT(offset, (5 + kBlocks) * kBlock);
    if (i < kBlocks) first_pass.insert(offset);
    ++seen[offset / kBlock - 5];
  }
  // 100 draws from 100 blocks leave each out with probability 1/e; a map would leave out none.
  EXPECT_TRUE(is_binomial(kBlocks - first_pass.size(), kBlocks, std::exp(-1.0)));
  for (std::uint64_t block = 0; block < kBlocks; ++block) {
    EXPECT_TRUE(is_binomial(seen[block], kDraws, 1.0 / kBlocks)) << "block " << block << ": " << seen[block];
  }
}

TEST(FioOffsetsTest, StreamDecidesTheOrder) {
  FioOffsets a(job_of(ReadWrite::randread, 500), 0, sim::Random(1));
  FioOffsets b(job_of(ReadWrite::randread, 500), 0, sim::Random(1));
  FioOffsets c(job_of(ReadWrite::randread, 500), 0, sim::Random(2));
  const std::vector<std::uint64_t> order = next_offsets(a, 500);
  EXPECT_EQ(next_offsets(b, 500), order);
  EXPECT_NE(next_offsets(c, 500), order);
}

}  // namespace
}  // namespace loopsim::models
