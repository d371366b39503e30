// SPDX-License-Identifier: GPL-2.0
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "models/fio_stats.hpp"
#include "models/loop_device.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

// Timestamps of the backing file through the whole stack: one job at iodepth 1 whose commands take well under 100 us,
// on a coarse clock of 1 ms. So every tick has commands in it, and none is in the attempt when the clock ticks twice.
constexpr sim::SimTime kTick = sim::kMillisecond;
constexpr sim::SimTime kEnd = 20 * kTick + kTick / 2;
constexpr std::uint64_t kTicks = 21;

SystemSpec ticking(const char* backing, ReadWrite rw, KernelVersion kernel) {
  SystemSpec spec = small_system(1000);
  spec.machine.tick = kTick;
  spec.design.policy = "nowait";
  spec.design.backing = backing;
  spec.design.kernel = kernel;
  spec.job.rw = rw;
  spec.job.time_based = true;
  return spec;
}

TEST(FileTimesTest, XfsRefusesOneWriteOfASingleWriterATick) {
  for (const KernelVersion kernel : {KernelVersion{6, 14}, KernelVersion{7, 3}}) {
    SystemRun run(ticking("xfs", ReadWrite::write, kernel));
    run.run(kEnd);
    EXPECT_EQ(run.eagain(Eagain::timestamp), kTicks);
    EXPECT_EQ(run.eagain(), kTicks);
    EXPECT_EQ(run.counters().worker_commands, kTicks);
    EXPECT_EQ(run.counters().attempts, run.ios());
    EXPECT_GT(run.ios(), 10 * kTicks);
  }
}

TEST(FileTimesTest, Ext4OfThatTimeRefusesNothing) {
  SystemRun run(ticking("ext4", ReadWrite::write, {6, 14}));
  run.run(kEnd);
  EXPECT_EQ(run.eagain(), 0U);
  EXPECT_EQ(run.counters().worker_commands, 0U);
  EXPECT_GT(run.ios(), 10 * kTicks);
}

TEST(FileTimesTest, Ext4OfTodayRefusesAsXfsDoes) {
  SystemRun run(ticking("ext4", ReadWrite::write, {7, 3}));
  run.run(kEnd);
  EXPECT_EQ(run.eagain(Eagain::timestamp), kTicks);
  EXPECT_EQ(run.eagain(), kTicks);
}

// Where nothing is refused, the attempt stage of ext4 carries the journal handle: once a tick, 2500 ns each.
TEST(FileTimesTest, Ext4OfThatTimePaysTheHandleInTheAttempt) {
  SystemSpec with = ticking("ext4", ReadWrite::write, {6, 14});
  with.machine.costs.line_crossing = 0;  // the job moves from CPU to CPU
  SystemRun run(with);
  run.run(kEnd);
  const auto ios = static_cast<sim::SimTime>(run.ios());
  // ext4_dio_submit and the device's submission for every write.
  EXPECT_EQ(run.stage_total(Stage::attempt), ios * (1100 + kDeviceSubmit) + static_cast<sim::SimTime>(kTicks) * 2500);
}

TEST(FileTimesTest, ReadOnlyJobNeverPays) {
  for (const char* backing : {"xfs", "ext4"}) {
    SystemRun run(ticking(backing, ReadWrite::read, {7, 3}));
    run.run(kEnd);
    EXPECT_EQ(run.eagain(), 0U);
    const auto ios = static_cast<sim::SimTime>(run.ios());
    const sim::SimTime submission = backing[0] == 'x' ? 900 : 1100;  // xfs_dio_submit, ext4_dio_submit
    EXPECT_EQ(run.stage_total(Stage::attempt), ios * (submission + kDeviceSubmit)) << backing;
  }
}

// A lazy timestamp stays in memory, yet the check for NOWAIT comes first: since 7.0 it knows of lazytime.
TEST(FileTimesTest, LazyTimestampsRefuseOnlyOldXfs) {
  for (const KernelVersion kernel : {KernelVersion{6, 12}, KernelVersion{6, 19}, KernelVersion{7, 0}}) {
    SystemSpec spec = ticking("xfs", ReadWrite::write, kernel);
    spec.design.lazytime = true;
    SystemRun run(spec);
    run.run(kEnd);
    const std::uint64_t refused = kernel < KernelVersion{7, 0} ? kTicks : 0;
    EXPECT_EQ(run.eagain(), refused);
  }
}

TEST(FileTimesTest, NothingIsDueWithoutModificationTimes) {
  for (const char* backing : {"xfs", "ext4"}) {
    SystemSpec spec = ticking(backing, ReadWrite::rw, {7, 3});
    spec.design.nocmtime = true;
    spec.machine.costs.line_crossing = 0;
    SystemRun run(spec);
    run.run(kEnd);
    EXPECT_EQ(run.eagain(), 0U);
    const sim::SimTime submission = backing[0] == 'x' ? 900 : 1100;  // xfs_dio_submit, ext4_dio_submit
    EXPECT_EQ(run.stage_total(Stage::attempt), static_cast<sim::SimTime>(run.ios()) * (submission + kDeviceSubmit))
        << backing;
  }
}

TEST(FileTimesTest, LazyAccessTimesCostReadsNothing) {
  SystemSpec spec = ticking("xfs", ReadWrite::rw, {7, 0});
  spec.design.lazytime = true;
  spec.machine.costs.line_crossing = 0;
  SystemRun run(spec);
  run.run(kEnd);
  EXPECT_EQ(run.stage_total(Stage::attempt), static_cast<sim::SimTime>(run.ios()) * (900 + kDeviceSubmit));
}

// With writes in every tick, the first read of every tick but the first updates the access time, blocking in the
// submitter.
TEST(FileTimesTest, MixedJobPaysTheAccessTimeOnceATick) {
  SystemSpec spec = ticking("xfs", ReadWrite::rw, {6, 19});
  spec.machine.costs.line_crossing = 0;
  spec.machine.costs.refused_attempt = 0;
  spec.machine.costs.loop_enqueue = 0;
  SystemRun run(spec);
  run.run(kEnd);
  EXPECT_EQ(run.eagain(), kTicks);
  const auto ios = static_cast<sim::SimTime>(run.ios());
  const auto refused = static_cast<sim::SimTime>(kTicks);
  EXPECT_EQ(run.stage_total(Stage::attempt), (ios - refused) * (900 + kDeviceSubmit) + (refused - 1) * 2500);
}

}  // namespace
}  // namespace loopsim::models
