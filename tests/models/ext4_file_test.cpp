// SPDX-License-Identifier: GPL-2.0
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
