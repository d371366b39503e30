// SPDX-License-Identifier: GPL-2.0
#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kTick = 100 * sim::kMillisecond;
constexpr FileBench::Options kNowait{.nowait = true};

// What the calls below are made of, in kRoundCosts.
constexpr sim::SimTime kSubmit = 900;        // xfs_dio_submit
constexpr sim::SimTime kTransaction = 2500;  // timestamp_transaction
constexpr sim::SimTime kRefused = 750;       // refused_attempt
constexpr sim::SimTime kTrylock = 80;        // trylock_failed
constexpr sim::SimTime kCrossing =
    6 * 60;                           // line_crossing: three counters, taken and given back, by another CPU than before
constexpr sim::SimTime kWake = 4000;  // wake_remote

class XfsFileTest : public ::testing::Test {
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

  FileBench bench_{"xfs", machine(), {6, 14}};
};

TEST_F(XfsFileTest, NowaitWriteWithADueTimestampIsRefusedUntilABlockingOneUpdatesIt) {
  expect_refused(bench_.run(Op::write, kNowait), Eagain::timestamp, kRefused);
  expect_refused(bench_.run(Op::write, kNowait), Eagain::timestamp, kRefused);
  EXPECT_TRUE(bench_.device().arrivals().empty());
  expect_queued(bench_.run(Op::write), kTransaction + kSubmit);
  expect_queued(bench_.run(Op::write, kNowait), kSubmit);
  expect_queued(bench_.run(Op::write), kSubmit);
  EXPECT_EQ(bench_.device().arrivals().size(), 3U);
}

TEST_F(XfsFileTest, EveryTickMakesTheTimestampDueAgain) {
  bench_.run(Op::write);
  bench_.advance_to(kTick - sim::kMillisecond);
  expect_queued(bench_.run(Op::write, kNowait), kSubmit);
  ASSERT_EQ(bench_.now(), kTick);
  expect_refused(bench_.run(Op::write, kNowait), Eagain::timestamp, kRefused);
  expect_queued(bench_.run(Op::write), kTransaction + kSubmit);
  expect_queued(bench_.run(Op::write, kNowait), kSubmit);
}

TEST_F(XfsFileTest, ReadOnlyFileNeverPaysForItsTimestamp) {
  for (int tick = 0; tick < 5; ++tick) {
    expect_queued(bench_.run(Op::read, kNowait), kSubmit);
    expect_queued(bench_.run(Op::read), kSubmit);
    bench_.advance_to((tick + 1) * kTick);
  }
}

// relatime: the update blocks even a NOWAIT reader.
TEST_F(XfsFileTest, FirstReadOfALaterTickAfterAWritePaysTheAccessTime) {
  bench_.run(Op::write);
  expect_queued(bench_.run(Op::read, kNowait), kSubmit);
  bench_.advance_to(kTick);
  expect_queued(bench_.run(Op::read, kNowait), kTransaction + kSubmit);
  expect_queued(bench_.run(Op::read, kNowait), kSubmit);
  bench_.advance_to(2 * kTick);
  expect_queued(bench_.run(Op::read, kNowait), kSubmit);
}

// A blocking write of a new tick holds ILOCK exclusive from 0 to kTransaction.
TEST_F(XfsFileTest, TimestampTransactionRefusesNowaitReadersAndWriters) {
  bench_.start(Op::write, {.cpu = 1});
  bench_.advance_to(1000);
  const FileBench::Call& read = bench_.start(Op::read, {.nowait = true, .cpu = 2});
  bench_.advance_to(1001);
  const FileBench::Call& write = bench_.start(Op::write, {.nowait = true, .cpu = 3});
  bench_.advance_to(kTransaction);
  expect_refused(read, Eagain::ilock, kCrossing + kTrylock + kRefused);
  // The stamp is looked at before ILOCK is tried.
  expect_refused(write, Eagain::timestamp, kCrossing + kRefused);
  bench_.advance_to(10'000);
  expect_queued(bench_.run(Op::read, {.nowait = true, .cpu = 3}), kSubmit);
  expect_queued(bench_.run(Op::write, {.nowait = true, .cpu = 3}), kSubmit);
}

TEST_F(XfsFileTest, BlockingReaderSleepsForTheTransaction) {
  const FileBench::Call& write = bench_.start(Op::write, {.cpu = 1});
  bench_.advance_to(1000);
  const FileBench::Call& read = bench_.start(Op::read, {.cpu = 2});
  bench_.advance_to(sim::kMillisecond);
  EXPECT_TRUE(read.result.is_queued());
  EXPECT_EQ(read.ended, kTransaction + kWake + kSubmit);
  // The writer goes on at once but for the wake-up that it issues (wake_issue).
  EXPECT_EQ(write.ended, kTransaction + 700 + kSubmit);
}

TEST_F(XfsFileTest, SubmittersOnDifferentCpusFetchTheInodesLines) {
  expect_queued(bench_.run(Op::read, {.cpu = 1}), kSubmit);
  expect_queued(bench_.run(Op::read, {.cpu = 1}), kSubmit);
  expect_queued(bench_.run(Op::read, {.cpu = 2}), kCrossing + kSubmit);
  expect_queued(bench_.run(Op::read, {.cpu = 1}), kCrossing + kSubmit);
}

// Only a block device opened directly hands the flag to the lower queue.
TEST_F(XfsFileTest, BioDoesNotInheritNowait) {
  bench_.run(Op::read, kNowait);
  ASSERT_EQ(bench_.device().arrivals().size(), 1U);
  EXPECT_FALSE(bench_.device().arrivals()[0].nowait);
  EXPECT_EQ(bench_.device().arrivals()[0].op, Op::read);
  EXPECT_EQ(bench_.device().arrivals()[0].offset, 4096U);
}

TEST_F(XfsFileTest, IsAFileThatTakesNowait) {
  EXPECT_TRUE(bench_.file().supports_nowait());
  EXPECT_FALSE(bench_.file().is_block_device());
}

}  // namespace
}  // namespace loopsim::models
