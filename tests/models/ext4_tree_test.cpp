// SPDX-License-Identifier: GPL-2.0
// The block that an ext4 extent tree has outside the inode while it has more than four extents.
#include <cstddef>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr InitialMapping kSparse{.state = BlockState::hole};
constexpr std::size_t kFit = 4;  // extents in the inode

// Where it is returned, the block is discarded at once.
class Ext4TreeTest : public ::testing::TestWithParam<KernelVersion> {
 protected:
  // The first `count` blocks are allocated by a write each, whose bios are those of their numbers.
  void write_first(std::size_t count) {
    for (std::uint64_t block = 0; block < count; ++block) bench_.run(Op::write, {.block = block});
    ASSERT_EQ(bench_.device().arrivals().size(), count);
  }
  // Converts what bio `number` has written.
  void end(std::size_t number) {
    bench_.end(number, 1);
    bench_.advance_to(bench_.now() + sim::kMillisecond);
  }
  std::size_t discards() const {
    std::size_t count = 0;
    for (const HeldDevice::Arrival& arrival : bench_.device().arrivals()) count += arrival.op == Op::discard ? 1 : 0;
    return count;
  }

  FileBench bench_{"ext4",
                   machine_of(kRoundCosts),
                   GetParam(),
                   {.mapping = kSparse, .nocmtime = true, .ext4_discard = Ext4Discard::synchronous}};
};

INSTANTIATE_TEST_SUITE_P(Kernels, Ext4TreeTest, ::testing::Values(KernelVersion{6, 12}, KernelVersion{7, 3}),
                         [](const auto& kernel) { return "kernel_" + std::to_string(kernel.param.major); });

TEST_P(Ext4TreeTest, FourWritesInFlightNeedNoBlock) {
  write_first(kFit);
  for (std::size_t number = 0; number < kFit; ++number) end(number);
  EXPECT_EQ(discards(), 0U);
  EXPECT_EQ(bench_.completions().size(), kFit);
}

// Each write in flight is an extent, and all that is written is one.
TEST_P(Ext4TreeTest, BlockOfFiveIsReturnedWhenFourAreLeft) {
  write_first(kFit + 1);
  end(0);
  EXPECT_EQ(discards(), 0U);
  end(1);
  EXPECT_EQ(discards(), 1U);
}

TEST_P(Ext4TreeTest, WritesThatEndOutOfOrderDivideWhatIsWritten) {
  write_first(kFit + 1);
  end(1);
  end(3);
  EXPECT_EQ(discards(), 0U);
  end(2);
  EXPECT_EQ(discards(), 1U);
}

TEST_P(Ext4TreeTest, WhoeverReturnsItKeepsTheLockUntilItIsDiscarded) {
  write_first(kFit + 1);
  end(0);
  end(1);
  ASSERT_EQ(discards(), 1U);
  const FileBench::Call& next = bench_.run(Op::write, {.block = kFit + 1});
  EXPECT_FALSE(next.returned);
  EXPECT_EQ(bench_.completions().size(), 1U);
  end(kFit + 1);
  EXPECT_TRUE(next.returned);
  EXPECT_EQ(bench_.completions().size(), 2U);
}

// The kworker sleeps, so its pool has another one begin with the next conversion.
TEST_P(Ext4TreeTest, NextConversionWaitsForTheLockMeanwhile) {
  write_first(kFit + 1);
  end(0);
  end(1);
  const std::uint64_t before = bench_.waits_for(MapLockUse::convert).sleeps;
  end(2);
  EXPECT_EQ(bench_.completions().size(), 1U);
  end(kFit + 1);
  EXPECT_EQ(bench_.completions().size(), 3U);
  EXPECT_EQ(bench_.waits_for(MapLockUse::convert).sleeps, before + 1);
}

TEST_P(Ext4TreeTest, DeferredDiscardKeepsNobody) {
  FileBench bench("ext4", machine_of(kRoundCosts), GetParam(), {.mapping = kSparse, .nocmtime = true});
  for (std::uint64_t block = 0; block <= kFit; ++block) bench.run(Op::write, {.block = block});
  for (std::size_t number = 0; number <= kFit; ++number) {
    bench.end(number, 1);
    bench.advance_to(bench.now() + sim::kMillisecond);
  }
  EXPECT_EQ(bench.device().arrivals().size(), kFit + 1);
  EXPECT_EQ(bench.completions().size(), kFit + 1);
}

// Blocks far from each other: nothing that is written joins.
TEST_P(Ext4TreeTest, BlockOfAFileOfManyExtentsStays) {
  for (std::uint64_t number = 0; number < 2 * kFit; ++number) bench_.run(Op::write, {.block = 10 * number});
  for (std::size_t number = 0; number < 2 * kFit; ++number) end(number);
  EXPECT_EQ(discards(), 0U);
}

// EXT_UNWRITTEN_MAX_LEN is a block less than EXT_INIT_MAX_LEN, so 512 MiB from fallocate() do not fit the inode.
TEST_P(Ext4TreeTest, FallocatedFileHasMoreExtentsThanAWrittenOne) {
  constexpr std::uint64_t kBlocks = kFit << 15;
  const auto extents = [](BlockState state) {
    FileBench bench("ext4", machine_of(kRoundCosts), GetParam(), {.blocks = kBlocks, .mapping = {.state = state}});
    return bench.file().extent_map()->extents();
  };
  EXPECT_EQ(extents(BlockState::written), kFit);
  EXPECT_EQ(extents(BlockState::unwritten), kFit + 1);
}

}  // namespace
}  // namespace loopsim::models
