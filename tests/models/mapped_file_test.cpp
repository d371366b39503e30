// SPDX-License-Identifier: GPL-2.0
#include "models/mapped_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr InitialMapping kSparse{.state = BlockState::hole};
constexpr InitialMapping kUnwritten{.state = BlockState::unwritten};
constexpr InitialMapping kShared{.state = BlockState::shared};
// The first stretch of four blocks, with the seed of the bench, is a hole, the next is written.
constexpr std::uint64_t kRun = 4;
constexpr InitialMapping kPartial{.partial = true, .fraction = 0.5, .run = kRun};

struct System {
  std::string_view file_system;
  KernelVersion kernel;
};

constexpr System kXfs{"xfs", {6, 14}};
constexpr System kExt4OfThatTime{"ext4", {6, 12}};
constexpr System kExt4OfToday{"ext4", {7, 3}};

// Timestamps are never due here: see the tests of each file system for those.
FileBench bench_of(const System& system, FileBench::Setup setup) {
  setup.nocmtime = true;
  return {system.file_system, machine_of(kRoundCosts), system.kernel, setup};
}

// What the file systems have in common.
class MappedFileTest : public ::testing::TestWithParam<System> {
 protected:
  static FileBench bench_with(const FileBench::Setup& setup) { return bench_of(GetParam(), setup); }
  static void settle(FileBench& bench) { bench.advance_to(bench.now() + sim::kMillisecond); }
};

INSTANTIATE_TEST_SUITE_P(FileSystems, MappedFileTest,
                         ::testing::Values(kXfs, System{"xfs", {6, 19}}, kExt4OfThatTime, kExt4OfToday),
                         [](const auto& system) {
                           return std::string(system.param.file_system) + "_" +
                                  std::to_string(system.param.kernel.major) + "_" +
                                  std::to_string(system.param.kernel.minor);
                         });

TEST_P(MappedFileTest, ReadOfNothingIsZerosWithoutADevice) {
  for (const InitialMapping& mapping : {kSparse, kUnwritten}) {
    FileBench bench = bench_with({.mapping = mapping});
    EXPECT_EQ(bench.run(Op::read, {.nowait = true}).result.kind, IoResult::Kind::done);
    EXPECT_EQ(bench.run(Op::read).result.kind, IoResult::Kind::done);
    EXPECT_TRUE(bench.device().arrivals().empty());
    EXPECT_EQ(bench.counters().hole_reads, 2U);
  }
}

// iomap_dio_iter(): zeros for what is missing, and a bio for each extent that is there. Blocks 7 and 9 are written,
// block 8 and those around them are not.
class ReadOfHolesTest : public MappedFileTest {
 protected:
  ReadOfHolesTest() {
    for (const std::uint64_t block : {7U, 9U}) {
      bench_.run(Op::write, {.block = block});
      bench_.end(bios_++, 0);
    }
    settle(bench_);
  }
  // How many bios it took.
  std::size_t read(const FileBench::Options& options) {
    EXPECT_TRUE(bench_.run(Op::read, options).result.is_queued());
    return bench_.device().arrivals().size() - bios_;
  }
  const Bio& bio(std::size_t number) const { return *bench_.device().arrivals().at(bios_ + number).bio; }
  void end(std::size_t number, BioStatus status = BioStatus::ok) { bench_.end(bios_ + number, 3, status); }
  std::size_t completed() const { return bench_.completions().size() - 2; }

  FileBench bench_ = bench_with({.mapping = kUnwritten});
  std::size_t bios_ = 0;  // before
};

INSTANTIATE_TEST_SUITE_P(FileSystems, ReadOfHolesTest, ::testing::Values(kXfs, kExt4OfThatTime, kExt4OfToday),
                         [](const auto& system) {
                           return std::string(system.param.file_system) + "_" +
                                  std::to_string(system.param.kernel.major);
                         });

TEST_P(ReadOfHolesTest, RestIsRead) {
  ASSERT_EQ(read({.nowait = true, .block = 5, .blocks = 4}), 1U);
  EXPECT_EQ(bio(0).offset, 7 * kBlockBytes);
  EXPECT_EQ(bio(0).bytes, kBlockBytes);
  EXPECT_EQ(bench_.counters().hole_reads, 1U);
  end(0);
  ASSERT_EQ(completed(), 1U);
  EXPECT_EQ(bench_.completions().back().result.kind, IoResult::Kind::done);
}

TEST_P(ReadOfHolesTest, IsDoneWhenItsLastBioIs) {
  for (const std::size_t last : {0U, 1U}) {
    ASSERT_EQ(read({.block = 7, .blocks = 3}), 2U);
    EXPECT_EQ(bio(0).offset, 7 * kBlockBytes);
    EXPECT_EQ(bio(1).offset, 9 * kBlockBytes);
    end(1 - last);
    EXPECT_EQ(completed(), last);
    end(last);
    EXPECT_EQ(completed(), last + 1);
    bios_ += 2;
  }
}

TEST_P(ReadOfHolesTest, FailsIfOneOfItsBiosDoes) {
  ASSERT_EQ(read({.block = 7, .blocks = 3}), 2U);
  end(0, BioStatus::io_error);
  end(1);
  ASSERT_EQ(completed(), 1U);
  EXPECT_EQ(bench_.completions().back().result.kind, IoResult::Kind::error);
}

TEST_P(ReadOfHolesTest, DiscardWaitsForAllOfIt) {
  ASSERT_EQ(read({.block = 7, .blocks = 3}), 2U);
  const FileBench::Call& discard = bench_.run(Op::discard, {.cpu = 1, .block = 100});
  end(0);
  settle(bench_);
  EXPECT_FALSE(discard.returned);
  end(1);
  settle(bench_);
  EXPECT_TRUE(discard.returned);
}

TEST_P(ReadOfHolesTest, CostsZerosForWhatIsMissingAlone) {
  const sim::SimTime one = bench_.run(Op::read, {.block = 6, .blocks = 2}).took();
  const sim::SimTime two = bench_.run(Op::read, {.block = 5, .blocks = 3}).took();
  EXPECT_EQ(two, one + kRoundCosts.zero_fill);
}

TEST_P(MappedFileTest, ReadOfSharedBlocksAllocatesNothing) {
  FileBench bench = bench_with({.mapping = kShared});
  EXPECT_TRUE(bench.run(Op::read, {.nowait = true, .block = 7}).result.is_queued());
  EXPECT_TRUE(bench.run(Op::read, {.block = 7}).result.is_queued());
  EXPECT_EQ(bench.counters().allocations, 0U);
  EXPECT_EQ(bench.state(7), BlockState::shared);
  bench.end(0, 0);
  EXPECT_EQ(bench.completions().size(), 1U);
}

TEST_P(MappedFileTest, FirstWriteTakesTheMapLockExclusivelyTwice) {
  FileBench bench = bench_with({.mapping = kSparse});
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .block = 7}).result.reason, Eagain::hole);
  EXPECT_EQ(bench.state(7), BlockState::hole);
  EXPECT_TRUE(bench.run(Op::write, {.block = 7}).result.is_queued());
  EXPECT_EQ(bench.state(7), BlockState::unwritten);
  EXPECT_EQ(bench.waits_for(MapLockUse::allocate).requests, 1U);
  EXPECT_EQ(bench.waits_for(MapLockUse::convert).requests, 0U);
  bench.end(0, 3);
  EXPECT_TRUE(bench.completions().empty());
  settle(bench);
  EXPECT_EQ(bench.state(7), BlockState::written);
  EXPECT_EQ(bench.waits_for(MapLockUse::allocate).requests, 1U);
  EXPECT_EQ(bench.waits_for(MapLockUse::convert).requests, 1U);
  EXPECT_EQ(bench.counters().allocations, 1U);
  EXPECT_EQ(bench.counters().conversions, 1U);
  EXPECT_EQ(bench.counters().first_writes, 1U);
}

// Whatever the kernel: in the interrupt nobody can wait for the lock.
TEST_P(MappedFileTest, ConversionIsDoneByAKworkerOfTheInterruptsCpu) {
  FileBench bench = bench_with({.mapping = kUnwritten});
  bench.run(Op::write);
  bench.end(0, 3);
  EXPECT_TRUE(bench.completions().empty());
  settle(bench);
  ASSERT_EQ(bench.completions().size(), 1U);
  EXPECT_EQ(bench.completions()[0].kind, sim::Context::Kind::task);
  EXPECT_EQ(bench.completions()[0].cpu, 3);
}

// iomap_dio_done() wakes the task that waits (wait_for_completion), which converts before it returns.
TEST_P(MappedFileTest, SynchronousWriteConvertsInItsCaller) {
  for (const InitialMapping& mapping : {kUnwritten, kSparse}) {
    FileBench bench = bench_with({.mapping = mapping});
    FileBench::Call& call = bench.run(Op::write, {.waited_for = true, .block = 7});
    bench.end(0, 3);
    ASSERT_EQ(bench.completions().size(), 1U);
    EXPECT_EQ(bench.completions()[0].kind, sim::Context::Kind::hardirq);
    settle(bench);
    EXPECT_EQ(bench.state(7), BlockState::unwritten);
    bench.let_return(call);
    EXPECT_EQ(bench.state(7), BlockState::written);
    EXPECT_EQ(bench.counters().conversions, 1U);
    EXPECT_GT(call.clock.spent()[static_cast<std::size_t>(Stage::dio_work)], 0);
  }
}

TEST_P(MappedFileTest, SynchronousWriteThatFailedConvertsNothing) {
  FileBench bench = bench_with({.mapping = kUnwritten});
  FileBench::Call& call = bench.run(Op::write, {.waited_for = true, .block = 7});
  bench.end(0, 3, BioStatus::io_error);
  bench.let_return(call);
  EXPECT_EQ(bench.state(7), BlockState::unwritten);
  EXPECT_EQ(bench.counters().conversions, 0U);
}

// iomap_dio_rw() waits for a synchronous I/O with i_rwsem held; of an asynchronous one it returns after submission.
TEST_P(MappedFileTest, SynchronousCallHoldsTheInodesLockUntilItsIoIsDone) {
  for (const InitialMapping& mapping : {InitialMapping{}, kUnwritten}) {
    for (const Op op : {Op::read, Op::write}) {
      if (op == Op::read && mapping.state == kUnwritten.state) continue;  // zeros, at once
      FileBench bench = bench_with({.mapping = mapping});
      FileBench::Call& call = bench.run(op, {.waited_for = true, .block = 7});
      const FileBench::Call& discard = bench.run(Op::discard, {.cpu = 1, .block = 9});
      bench.end(0, 0);
      settle(bench);
      EXPECT_EQ(bench.file().lock_holds().inode, 0);
      EXPECT_FALSE(discard.returned);
      bench.let_return(call);
      EXPECT_GT(bench.file().lock_holds().inode, 0);
      EXPECT_TRUE(discard.returned);
    }
  }
}

TEST_P(MappedFileTest, AsynchronousCallGivesTheInodesLockBackAfterSubmission) {
  FileBench bench = bench_with({});
  bench.run(Op::write, {.block = 7});
  const FileBench::Call& discard = bench.run(Op::discard, {.cpu = 1, .block = 9});
  EXPECT_GT(bench.file().lock_holds().inode, 0);
  EXPECT_FALSE(discard.returned) << "the write is still in flight";
}

TEST_P(MappedFileTest, UnwrittenBlocksAreNoReasonToRefuse) {
  FileBench bench = bench_with({.mapping = kUnwritten});
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true, .block = 7}).result.is_queued());
  EXPECT_EQ(bench.counters().allocations, 0U);
  bench.end(0, 0);
  settle(bench);
  EXPECT_EQ(bench.state(7), BlockState::written);
  EXPECT_EQ(bench.counters().conversions, 1U);
  // From now on it is an overwrite.
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true, .block = 7}).result.is_queued());
  bench.end(1, 0);
  settle(bench);
  EXPECT_EQ(bench.completions().size(), 2U);
  EXPECT_EQ(bench.counters().conversions, 1U);
}

TEST_P(MappedFileTest, FailedWriteConvertsNothing) {
  FileBench bench = bench_with({.mapping = kSparse});
  bench.run(Op::write, {.block = 7});
  bench.end(0, 0, BioStatus::io_error);
  settle(bench);
  ASSERT_EQ(bench.completions().size(), 1U);
  EXPECT_EQ(bench.completions()[0].result.kind, IoResult::Kind::error);
  EXPECT_EQ(bench.state(7), BlockState::unwritten);
  EXPECT_EQ(bench.counters().conversions, 0U);
}

TEST_P(MappedFileTest, WhoComesSecondToAHoleFindsItAllocated) {
  FileBench bench = bench_with({.mapping = kSparse});
  bench.start(Op::write, {.cpu = 1, .block = 7});
  bench.start(Op::write, {.cpu = 2, .block = 7});
  settle(bench);
  bench.end(0, 1);
  bench.end(1, 2);
  settle(bench);
  EXPECT_EQ(bench.completions().size(), 2U);
  EXPECT_EQ(bench.counters().conversions, 2U);
  EXPECT_EQ(bench.counters().first_writes, 1U);
  EXPECT_EQ(bench.state(7), BlockState::written);
}

TEST_P(MappedFileTest, RequestOfSeveralBlocksIsOneAllocationAndOneConversion) {
  FileBench bench = bench_with({.mapping = kSparse});
  bench.run(Op::write, {.block = 7, .blocks = 5});
  bench.end(0, 0);
  settle(bench);
  EXPECT_EQ(bench.counters().allocations, 1U);
  EXPECT_EQ(bench.counters().conversions, 1U);
  EXPECT_EQ(bench.counters().first_writes, 5U);
  EXPECT_EQ(bench.state(6), BlockState::hole);
  EXPECT_EQ(bench.state(7), BlockState::written);
  EXPECT_EQ(bench.state(11), BlockState::written);
  EXPECT_EQ(bench.state(12), BlockState::hole);
}

TEST_P(MappedFileTest, DiscardWaitsForAllIoAndRefusesAttemptsMeanwhile) {
  FileBench bench = bench_with({});
  bench.run(Op::write, {.block = 7});
  bench.run(Op::read, {.block = 900});
  const FileBench::Call& discard = bench.run(Op::discard, {.cpu = 1, .block = 7, .blocks = 2});
  EXPECT_FALSE(discard.returned);
  EXPECT_EQ(bench.run(Op::read, {.nowait = true, .cpu = 2}).result.reason, Eagain::iolock);
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .cpu = 2}).result.reason, Eagain::iolock);
  const FileBench::Call& behind = bench.run(Op::read, {.cpu = 3, .block = 7});
  EXPECT_FALSE(behind.returned);
  bench.end(0, 0);
  settle(bench);
  EXPECT_FALSE(discard.returned) << "the read is still in flight";
  bench.end(1, 0);
  settle(bench);
  EXPECT_EQ(discard.result.kind, IoResult::Kind::done);
  EXPECT_EQ(bench.state(6), BlockState::written);
  EXPECT_EQ(bench.state(7), BlockState::hole);
  EXPECT_EQ(bench.state(8), BlockState::hole);
  EXPECT_EQ(bench.state(9), BlockState::written);
  EXPECT_EQ(bench.counters().punches, 2U);
  // Who waited finds what the discard left.
  EXPECT_EQ(behind.result.kind, IoResult::Kind::done);
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .block = 8}).result.reason, Eagain::hole);
}

TEST_P(MappedFileTest, WriteZeroesLeavesUnwrittenBlocks) {
  FileBench bench = bench_with({});
  EXPECT_EQ(bench.run(Op::write_zeroes, {.block = 7, .blocks = 2}).result.kind, IoResult::Kind::done);
  EXPECT_EQ(bench.state(7), BlockState::unwritten);
  EXPECT_EQ(bench.state(8), BlockState::unwritten);
  EXPECT_EQ(bench.run(Op::read, {.block = 8}).result.kind, IoResult::Kind::done);
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true, .block = 8}).result.is_queued());
}

TEST_P(MappedFileTest, FirstPassEndsWithTheLastConversion) {
  int ended = 0;
  FileBench bench = bench_with({.mapping = kSparse, .watched = 2, .first_pass_ended = [&ended] { ++ended; }});
  bench.run(Op::write, {.block = 1});
  bench.run(Op::write, {.block = 0});
  bench.run(Op::write, {.block = 2});
  bench.end(0, 0);
  bench.end(2, 0);
  settle(bench);
  EXPECT_EQ(ended, 0);
  bench.end(1, 0);
  settle(bench);
  EXPECT_EQ(ended, 1);
}

TEST_P(MappedFileTest, DeeperTreeTakesLonger) {
  FileBench shallow = bench_with({.mapping = {.partial = true, .fraction = 0.5, .run = 1000}});
  FileBench deep = bench_with({.blocks = 100'000, .mapping = {.partial = true, .fraction = 0.5, .run = 1}});
  ASSERT_LT(shallow.file().extent_map()->tree_height(), deep.file().extent_map()->tree_height());
  const auto first_written = [](const FileBench& bench) {
    std::uint64_t block = 0;
    while (bench.state(block) != BlockState::written) ++block;
    return block;
  };
  EXPECT_LT(shallow.run(Op::write, {.block = first_written(shallow)}).took(),
            deep.run(Op::write, {.block = first_written(deep)}).took());
}

// XFS.

TEST(XfsMappingTest, ColdMapIsReadByTheFirstWhoCanWait) {
  FileBench bench = bench_of(kXfs, {.cold = true});
  EXPECT_EQ(bench.run(Op::write, {.nowait = true}).result.reason, Eagain::cold_map);
  EXPECT_EQ(bench.run(Op::read, {.nowait = true}).result.reason, Eagain::cold_map);
  EXPECT_TRUE(bench.run(Op::read).result.is_queued());
  EXPECT_TRUE(bench.run(Op::read, {.nowait = true}).result.is_queued());
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true}).result.is_queued());
}

TEST(XfsMappingTest, WhoeverWaitsForAColdMapReadsItOnce) {
  FileBench bench = bench_of(kXfs, {.mapping = kUnwritten, .cold = true});
  const FileBench::Call& first = bench.start(Op::write, {.cpu = 1});
  const FileBench::Call& second = bench.start(Op::write, {.cpu = 2});
  bench.advance_to(sim::kMillisecond);
  EXPECT_TRUE(first.returned && second.returned);
  EXPECT_EQ(bench.waits_for(MapLockUse::other).requests, 2U);
  // One extent, read once.
  EXPECT_LT(second.took(), first.took() + 10'000);
}

TEST(XfsMappingTest, SharedBlocksAreCopiedByWhoCanWait) {
  FileBench bench = bench_of(kXfs, {.mapping = kShared});
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .block = 7}).result.reason, Eagain::shared);
  EXPECT_TRUE(bench.run(Op::write, {.block = 7}).result.is_queued());
  EXPECT_EQ(bench.state(7), BlockState::unwritten);
  EXPECT_EQ(bench.counters().allocations, 1U);
  bench.end(0, 0);
  bench.advance_to(bench.now() + sim::kMillisecond);
  EXPECT_EQ(bench.state(7), BlockState::written);
  EXPECT_EQ(bench.state(8), BlockState::shared);
}

TEST(XfsMappingTest, RequestOverTwoExtentsIsRefused) {
  FileBench bench = bench_of(kXfs, {.mapping = kUnwritten});
  bench.run(Op::write, {.block = 7});
  bench.end(0, 0);
  bench.advance_to(bench.now() + sim::kMillisecond);
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .block = 7, .blocks = 2}).result.reason, Eagain::split);
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true, .block = 8, .blocks = 2}).result.is_queued());
  EXPECT_TRUE(bench.run(Op::write, {.block = 7, .blocks = 2}).result.is_queued());
}

TEST(XfsMappingTest, HoleInAPartOfTheRequestIsAHole) {
  FileBench bench = bench_of(kXfs, {.mapping = kPartial});
  std::uint64_t edge = kRun;
  while (bench.state(edge) == bench.state(edge - 1)) edge += kRun;
  EXPECT_EQ(bench.run(Op::write, {.nowait = true, .block = edge - 1, .blocks = 2}).result.reason, Eagain::hole);
}

// Starts an allocating write on CPU 1 and goes to the middle of its transaction: the lookup is over after 0.3 us, the
// reservation after 1.5 us, and the allocation takes 4.5 us.
void go_into_allocation(FileBench& bench) {
  bench.start(Op::write, {.cpu = 1, .block = 7});
  bench.advance_to(bench.now() + 4000);
  ASSERT_EQ(bench.waits_for(MapLockUse::allocate).requests, 1U);
  ASSERT_EQ(bench.counters().allocations, 0U);
}

// Runs the bench until a call is over that began after the transaction did, and was not to wait for it.
IoResult attempt_now(FileBench& bench, Op op) {
  const FileBench::Call& call = bench.start(op, {.nowait = true, .cpu = 2, .block = 900});
  bench.advance_to(bench.now() + sim::kMillisecond);
  return call.result;
}

TEST(XfsMappingTest, AllocationRefusesReadersAndWritersByIlock) {
  for (const Op op : {Op::read, Op::write}) {
    FileBench bench = bench_of(kXfs, {.mapping = kUnwritten});
    bench.run(Op::discard, {.block = 7});
    go_into_allocation(bench);
    EXPECT_EQ(attempt_now(bench, op).reason, Eagain::ilock);
  }
}

TEST(XfsMappingTest, ConversionRefusesReadersAndWritersByIlock) {
  for (const Op op : {Op::read, Op::write}) {
    FileBench bench = bench_of(kXfs, {.mapping = kUnwritten});
    bench.run(Op::write, {.block = 7});
    bench.end(0, 1);
    // To the kworker in 2 us or more; then the reservation of 1.15 us and 3.4 us under the lock.
    while (bench.waits_for(MapLockUse::convert).requests == 0) bench.advance_to(bench.now() + 10);
    ASSERT_EQ(bench.counters().conversions, 0U);
    EXPECT_EQ(attempt_now(bench, op).reason, Eagain::ilock);
  }
}

// ext4.

TEST(Ext4MappingTest, AllocationHoldsTheInodeExclusivelyInThatTime) {
  for (const Op op : {Op::read, Op::write}) {
    FileBench bench = bench_of(kExt4OfThatTime, {.mapping = kUnwritten});
    bench.run(Op::discard, {.block = 7});
    go_into_allocation(bench);
    EXPECT_EQ(attempt_now(bench, op).reason, Eagain::iolock);
  }
}

TEST(Ext4MappingTest, SynchronousWriteThatAllocatesHoldsTheInodeExclusivelyUntilItIsDone) {
  for (const bool waited_for : {false, true}) {
    FileBench bench = bench_of(kExt4OfThatTime, {.mapping = kSparse});
    FileBench::Call& write = bench.run(Op::write, {.waited_for = waited_for, .block = 7});
    EXPECT_EQ(bench.run(Op::read, {.nowait = true, .block = 9}).result.reason,
              waited_for ? Eagain::iolock : Eagain::none);
    bench.end(0, 0);
    bench.advance_to(bench.now() + sim::kMillisecond);
    bench.let_return(write);
    EXPECT_EQ(bench.run(Op::read, {.nowait = true, .block = 9}).result.kind, IoResult::Kind::done);
  }
}

// Today only the inner lock is exclusive, and lookups are answered by the extent status tree (ext4_map_blocks()).
TEST(Ext4MappingTest, AllocationRefusesNobodyToday) {
  FileBench bench = bench_of(kExt4OfToday, {.mapping = kUnwritten});
  bench.run(Op::discard, {.block = 7});
  go_into_allocation(bench);
  EXPECT_TRUE(attempt_now(bench, Op::write).is_queued());
  EXPECT_EQ(bench.waits_for(MapLockUse::lookup).requests, 0U);
}

TEST(Ext4MappingTest, ConversionHoldsTheInnerLockOnly) {
  for (const System& system : {kExt4OfThatTime, kExt4OfToday}) {
    FileBench bench = bench_of(system, {.mapping = kUnwritten});
    bench.run(Op::write, {.block = 7});
    bench.end(0, 1);
    while (bench.waits_for(MapLockUse::convert).requests == 0) bench.advance_to(bench.now() + 10);
    EXPECT_TRUE(attempt_now(bench, Op::write).is_queued());
  }
}

TEST(Ext4MappingTest, ColdMapIsReadByTheFirstEvenUnderNowait) {
  FileBench bench = bench_of(kExt4OfThatTime, {.mapping = kUnwritten, .cold = true});
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true}).result.is_queued());
}

TEST(Ext4MappingTest, SeveralExtentsAreNoReasonToRefuse) {
  FileBench bench = bench_of(kExt4OfThatTime, {.mapping = kUnwritten});
  bench.run(Op::write, {.block = 7});
  bench.end(0, 0);
  bench.advance_to(bench.now() + sim::kMillisecond);
  EXPECT_TRUE(bench.run(Op::write, {.nowait = true, .block = 7, .blocks = 2}).result.is_queued());
}

}  // namespace
}  // namespace loopsim::models
