// SPDX-License-Identifier: GPL-2.0
#include <array>

#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kTick = 100 * sim::kMillisecond;
constexpr FileBench::Options kNowait{.nowait = true};

constexpr sim::SimTime kSubmit = 1100;       // ext4_dio_submit
constexpr sim::SimTime kTransaction = 2500;  // timestamp_transaction
constexpr sim::SimTime kRefused = 750;       // refused_attempt
constexpr sim::SimTime kLookup = 190;        // ext4_lookup
constexpr sim::SimTime kHandle = 650;        // journal_handle
constexpr sim::SimTime kConvert = 5230;      // ext4_convert, of one extent

constexpr InitialMapping kSparse{.state = BlockState::hole};
constexpr InitialMapping kUnwritten{.state = BlockState::unwritten};

class Ext4FileTest : public ::testing::Test {
 protected:
  static MachineSpec machine() {
    MachineSpec machine = machine_of(kRoundCosts);
    machine.tick = kTick;
    return machine;
  }
  static void expect_queued(const FileBench::Call& call, sim::SimTime took) {
    EXPECT_TRUE(call.result.is_queued());
    EXPECT_EQ(call.took(), took);
  }
  static void expect_refused(const FileBench::Call& call, Eagain reason, sim::SimTime took) {
    EXPECT_TRUE(call.result.is_again());
    EXPECT_EQ(call.result.reason, reason);
    EXPECT_EQ(call.took(), took);
  }
};

class Ext4FileOfThatTimeTest : public Ext4FileTest, public ::testing::WithParamInterface<KernelVersion> {};

// The blocking helper is called even under NOWAIT: a journal handle in the submitter's context, and no EAGAIN.
TEST_P(Ext4FileOfThatTimeTest, NowaitWriteUpdatesADueTimestampItself) {
  FileBench bench("ext4", machine(), GetParam());
  expect_queued(bench.run(Op::write, kNowait), kTransaction + kSubmit);
  expect_queued(bench.run(Op::write, kNowait), kSubmit);
  bench.advance_to(kTick);
  expect_queued(bench.run(Op::write, kNowait), kTransaction + kSubmit);
  expect_queued(bench.run(Op::write), kSubmit);
}

// ext4_dio_write_checks() looks for holes first.
TEST_P(Ext4FileOfThatTimeTest, WriteRefusedForAHolePaysForNoTimestamp) {
  FileBench bench("ext4", machine(), GetParam(), {.mapping = kSparse});
  expect_refused(bench.run(Op::write, kNowait), Eagain::hole, kLookup + kRefused);
  EXPECT_GE(bench.run(Op::write).took(), kTransaction) << "it is still due";
}

TEST_P(Ext4FileOfThatTimeTest, AllocatingWriteUpdatesTheTimestampWithTheInodeExclusive) {
  std::array<sim::SimTime, 2> held{};
  for (const bool nocmtime : {false, true}) {
    FileBench bench("ext4", machine(), GetParam(), {.mapping = kSparse, .nocmtime = nocmtime});
    bench.run(Op::write);
    held[nocmtime ? 1 : 0] = bench.file().lock_holds().inode;
  }
  EXPECT_EQ(held[0], held[1] + kTransaction);
}

// ext4_iomap_alloc() with EXT4_GET_BLOCKS_IO_CREATE_EXT: a handle, and i_data_sem exclusively, under NOWAIT too.
TEST_P(Ext4FileOfThatTimeTest, WriteToUnwrittenBlocksSplitsTheirExtentBeforeItsIo) {
  for (const bool nowait : {false, true}) {
    FileBench bench("ext4", machine(), GetParam(), {.mapping = kUnwritten, .nocmtime = true});
    expect_queued(bench.run(Op::write, {.nowait = nowait}), kSubmit + kHandle + kConvert);
    EXPECT_EQ(bench.waits_for(MapLockUse::allocate).requests, 1U);
    EXPECT_EQ(bench.file().lock_holds().map, kConvert);
    EXPECT_EQ(bench.file().lock_holds().inode, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(KernelsBefore70, Ext4FileOfThatTimeTest,
                         ::testing::Values(KernelVersion{6, 12}, KernelVersion{6, 14}, KernelVersion{6, 19}));

class Ext4FileOfTodayTest : public Ext4FileTest, public ::testing::WithParamInterface<KernelVersion> {};

TEST_P(Ext4FileOfTodayTest, NowaitWriteWithADueTimestampIsRefusedAsOnXfs) {
  FileBench bench("ext4", machine(), GetParam());
  expect_refused(bench.run(Op::write, kNowait), Eagain::timestamp, kRefused);
  expect_queued(bench.run(Op::write), kTransaction + kSubmit);
  expect_queued(bench.run(Op::write, kNowait), kSubmit);
  bench.advance_to(kTick);
  expect_refused(bench.run(Op::write, kNowait), Eagain::timestamp, kRefused);
}

TEST_P(Ext4FileOfTodayTest, WriteToUnwrittenBlocksLeavesThemForTheEnd) {
  FileBench bench("ext4", machine(), GetParam(), {.mapping = kUnwritten, .nocmtime = true});
  expect_queued(bench.run(Op::write, kNowait), kSubmit);
  EXPECT_EQ(bench.file().lock_holds().map, 0);
}

INSTANTIATE_TEST_SUITE_P(KernelsFrom70, Ext4FileOfTodayTest,
                         ::testing::Values(KernelVersion{7, 0}, KernelVersion{7, 3}));

TEST_F(Ext4FileTest, ReadOnlyFileNeverPaysForItsTimestamp) {
  FileBench bench("ext4", machine(), {6, 14});
  for (int tick = 0; tick < 5; ++tick) {
    expect_queued(bench.run(Op::read, kNowait), kSubmit);
    bench.advance_to((tick + 1) * kTick);
  }
}

TEST_F(Ext4FileTest, FirstReadOfALaterTickAfterAWritePaysTheAccessTime) {
  FileBench bench("ext4", machine(), {6, 14});
  bench.run(Op::write);
  expect_queued(bench.run(Op::read, kNowait), kSubmit);
  bench.advance_to(kTick);
  expect_queued(bench.run(Op::read, kNowait), kTransaction + kSubmit);
  expect_queued(bench.run(Op::read, kNowait), kSubmit);
  bench.advance_to(2 * kTick);
  expect_queued(bench.run(Op::read, kNowait), kSubmit);
}

// The handle is the caller's own affair: it takes no lock that another I/O to the file needs.
TEST_F(Ext4FileTest, JournalHandleKeepsNobodyElseWaiting) {
  FileBench bench("ext4", machine(), {6, 14});
  bench.start(Op::write, {.cpu = 2});
  bench.advance_to(1000);
  const FileBench::Call& read = bench.run(Op::read, {.nowait = true, .cpu = 3});
  // Over before the handle is; line_crossing for three counters, taken and given back.
  expect_queued(read, 6 * 60 + kSubmit);
  EXPECT_LT(read.ended, kTransaction);
}

TEST_F(Ext4FileTest, BioDoesNotInheritNowait) {
  FileBench bench("ext4", machine(), {6, 14});
  bench.run(Op::read, kNowait);
  ASSERT_EQ(bench.device().arrivals().size(), 1U);
  EXPECT_FALSE(bench.device().arrivals()[0].nowait);
}

}  // namespace
}  // namespace loopsim::models
