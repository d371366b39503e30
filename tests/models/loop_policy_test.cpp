// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "models/loop_device.hpp"
#include "models/policy.hpp"
#include "models/worker_pool.hpp"
#include "tests/models/stage_times.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

// One job at iodepth 1 on eight idle CPUs: job on CPU 0, kworker on CPU 7. Every stage is a sum of kRoundCosts, and the
// numbers below stand in the order in which a command meets the costs.

// io_submit, bdev_dio_submit of fio on the loop device, blk_submit, loop_queue_rq.
constexpr sim::SimTime kIssue = 1000 + 350 + 400 + 250;
constexpr sim::SimTime kRcu = 10;
constexpr sim::SimTime kSrcu = 40;
constexpr sim::SimTime kPrepare = 100;
constexpr sim::SimTime kEnqueue = 300;
// lo_work_lock_hold to append, pool_lock_hold to insert, wake_remote, pool_lock_hold to pick up, lo_work_lock_hold to
// pop.
constexpr sim::SimTime kListWait = 120 + 330 + 4000 + 330 + 120;
// kworker_command, worker_interference.
constexpr sim::SimTime kWorker = 1200 + 1600;
constexpr sim::SimTime kXfs = 900;
constexpr sim::SimTime kTransaction = 2500;
// line_crossing for IOLOCK, i_dio_count and ILOCK, taken and given back.
constexpr sim::SimTime kCrossing = 6 * 60;
constexpr sim::SimTime kIrq = 1400;
constexpr sim::SimTime kComplete = 310;
// A kworker of the CPU is woken by its interrupt (wake_issue, wake_local) and does one item (dio_workqueue).
constexpr sim::SimTime kDioWork = 700 + 2000 + 410;
// The kworker wakes ksoftirqd (wake_issue), leaves the CPU to it (context_switch); ksoftirqd_wake, blk_complete.
constexpr sim::SimTime kKsoftirqd = 700 + 1300 + 2200 + 310;
constexpr sim::SimTime kGetevents = 600;
// The interrupt came to another CPU than the job's: wake_remote. What it does besides, others do not wait for.
constexpr sim::SimTime kReapRemote = 4000 + kGetevents;
// It came to the job's own CPU: aio_complete and wake_issue are done before the job runs, wake_local.
constexpr sim::SimTime kReapLocal = 520 + 700 + 2000 + kGetevents;
// ksoftirqd on another CPU posts the event (aio_complete) before the job is woken (wake_remote).
constexpr sim::SimTime kReapKsoftirqd = 520 + 4000 + kGetevents;

constexpr int kIos = 50;

SystemSpec system_of(const std::string& policy, ReadWrite rw = ReadWrite::read, KernelVersion kernel = {6, 14}) {
  SystemSpec spec = small_system(kIos);
  spec.design.policy = policy;
  spec.design.kernel = kernel;
  spec.job.rw = rw;
  return spec;
}

const StageTimes kReadThroughWorker = stage_times({{Stage::submit, kIssue + kRcu + kEnqueue},
                                                   {Stage::list_wait, kListWait},
                                                   {Stage::worker, kWorker + kPrepare + kXfs + kDeviceSubmit},
                                                   {Stage::device, kService},
                                                   {Stage::irq, kIrq},
                                                   {Stage::complete, kComplete},
                                                   {Stage::reap, kReapRemote}});

const StageTimes kReadInIssuer = stage_times({{Stage::submit, kIssue + kSrcu + kPrepare},
                                              {Stage::attempt, kXfs + kDeviceSubmit},
                                              {Stage::device, kService},
                                              {Stage::irq, kIrq},
                                              {Stage::complete, kComplete},
                                              {Stage::reap, kReapLocal}});

TEST(WorkqueuePolicyTest, ReadTakesTheSumOfItsParts) {
  SystemRun run(system_of("workqueue"));
  run.run();
  EXPECT_EQ(run.ios(), 50U);
  expect_each_command(run, kReadThroughWorker);
}

TEST(WorkqueuePolicyTest, WorkerHandlesEveryCommandAndNothingIsAttempted) {
  SystemRun run(system_of("workqueue", ReadWrite::rw));
  run.run();
  EXPECT_EQ(run.counters().worker_commands, 50U);
  EXPECT_EQ(run.counters().attempts, 0U);
  EXPECT_EQ(run.counters().hint_skips, 0U);
  EXPECT_EQ(run.eagain(), 0U);
  // At iodepth 1 the list runs empty after every command.
  EXPECT_EQ(run.loop().worker_activations(), 50U);
}

TEST(WorkqueuePolicyTest, WriteAddsTheCompletionWorkqueueAndKsoftirqdUpTo618) {
  SystemRun run(system_of("workqueue", ReadWrite::write));
  run.start();
  run.open_after(1);  // the first one updates the timestamp
  run.finish();
  EXPECT_EQ(run.ios(), 49U);
  expect_each_command(run, stage_times({{Stage::submit, kIssue + kRcu + kEnqueue},
                                        {Stage::list_wait, kListWait},
                                        {Stage::worker, kWorker + kPrepare + kXfs + kDeviceSubmit},
                                        {Stage::device, kService},
                                        {Stage::irq, kIrq},
                                        {Stage::dio_work, kDioWork},
                                        {Stage::complete, kKsoftirqd},
                                        {Stage::reap, kReapKsoftirqd}}));
}

TEST(WorkqueuePolicyTest, OverwriteIsAsAReadFrom619) {
  SystemRun run(system_of("workqueue", ReadWrite::write, {6, 19}));
  run.start();
  run.open_after(1);
  run.finish();
  expect_each_command(run, kReadThroughWorker);
}

TEST(WorkqueuePolicyTest, FirstWriteUpdatesTheTimestampInTheWorker) {
  SystemSpec spec = system_of("workqueue", ReadWrite::write, {6, 19});
  spec.job.size = spec.job.bs;
  SystemRun run(spec);
  run.run();
  StageTimes expected = kReadThroughWorker;
  expected[static_cast<std::size_t>(Stage::worker)] += kTransaction;
  expect_each_command(run, expected);
}

TEST(NowaitPolicyTest, ReadTakesTheSumOfItsParts) {
  SystemRun run(system_of("nowait"));
  run.run();
  expect_each_command(run, kReadInIssuer);
}

TEST(NowaitPolicyTest, SubmitterDoesEverythingWhenNothingIsRefused) {
  SystemRun run(system_of("nowait"));
  run.run();
  EXPECT_EQ(run.counters().attempts, 50U);
  EXPECT_EQ(run.eagain(), 0U);
  EXPECT_EQ(run.counters().worker_commands, 0U);
  EXPECT_EQ(run.counters().hint_skips, 0U);
  EXPECT_EQ(run.system().kernel().unbound_pool().kworkers(), 0U);
}

TEST(NowaitPolicyTest, Ext4CostsItsOwnSubmission) {
  SystemSpec spec = system_of("nowait");
  spec.design.backing = "ext4";
  SystemRun run(spec);
  run.run();
  StageTimes expected = kReadInIssuer;
  expected[static_cast<std::size_t>(Stage::attempt)] = 1100 + kDeviceSubmit;  // ext4_dio_submit
  expect_each_command(run, expected);
}

TEST(NowaitPolicyTest, BlockDeviceCostsItsOwnSubmission) {
  SystemSpec spec = system_of("nowait", ReadWrite::rw);
  spec.design.backing = "block-device";
  SystemRun run(spec);
  run.run();
  // Writes as reads: no timestamp, and completion where the bio ended.
  StageTimes expected = kReadInIssuer;
  expected[static_cast<std::size_t>(Stage::attempt)] = 350 + kDeviceSubmit;  // bdev_dio_submit
  expect_each_command(run, expected);
}

// The device's interrupt, the completion workqueue and ksoftirqd all run on the job's own CPU. The job is woken while
// ksoftirqd has it, and so moves to the next idle CPU: migration, and the inode's lines are fetched there.
TEST(NowaitPolicyTest, WriteUpTo618MovesTheJobFromCpuToCpu) {
  SystemRun run(system_of("nowait", ReadWrite::write));
  run.start();
  run.open_after(2);  // the first is refused; the second starts where the first ended
  run.finish();
  expect_each_command(run, stage_times({{Stage::submit, kIssue + kSrcu + kPrepare},
                                        {Stage::attempt, kCrossing + kXfs + kDeviceSubmit},
                                        {Stage::device, kService},
                                        {Stage::irq, kIrq},
                                        {Stage::dio_work, kDioWork},
                                        {Stage::complete, kKsoftirqd},
                                        {Stage::reap, 520 + 4000 + 1700 + kGetevents}}));
}

// Refused for its timestamp, and then prepared already when the worker has it.
TEST(NowaitPolicyTest, RefusedWriteIsPreparedOnceAndPaysTheAttempt) {
  SystemSpec spec = system_of("nowait", ReadWrite::write, {6, 19});
  spec.job.size = spec.job.bs;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.counters().attempts, 1U);
  EXPECT_EQ(run.eagain(Eagain::timestamp), 1U);
  EXPECT_EQ(run.counters().worker_commands, 1U);
  expect_each_command(run, stage_times({{Stage::submit, kIssue + kSrcu + kPrepare + kEnqueue},
                                        {Stage::attempt, 750},  // refused_attempt
                                        {Stage::list_wait, kListWait},
                                        {Stage::worker, kWorker + kCrossing + kTransaction + kXfs + kDeviceSubmit},
                                        {Stage::device, kService},
                                        {Stage::irq, kIrq},
                                        {Stage::complete, kComplete},
                                        {Stage::reap, kReapRemote}}));
}

TEST(NowaitPolicyTest, WorkerGetsWhatWasRefusedAndNothingElse) {
  SystemSpec spec = system_of("nowait", ReadWrite::randwrite);
  spec.machine.tick = 200 * sim::kMicrosecond;
  spec.job.iodepth = 4;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.counters().attempts, 50U);
  EXPECT_GT(run.eagain(), 1U);
  EXPECT_LT(run.eagain(), 50U);
  EXPECT_EQ(run.counters().worker_commands, run.eagain());
  EXPECT_EQ(run.counters().hint_skips, 0U);
}

// Nothing costs anything but a system call of 1 us, a kworker that needs 100 us to wake up, and the device.
SystemSpec slow_to_wake(const std::string& policy, int iodepth, int ios) {
  SystemSpec spec = system_of(policy);
  spec.machine.costs = no_costs();
  spec.machine.costs.io_submit = sim::kMicrosecond;
  spec.machine.costs.wake_remote = 100 * sim::kMicrosecond;
  spec.device.submit = 0;
  spec.device.units = 64;
  spec.job.iodepth = iodepth;
  spec.job.size = static_cast<std::uint64_t>(ios) * spec.job.bs;
  return spec;
}

TEST(NowaitHintPolicyTest, ReadIsTheReadOfNowait) {
  SystemRun run(system_of("nowait-hint"));
  run.run();
  expect_each_command(run, kReadInIssuer);
}

TEST(ThreadedPolicyTest, CommandsThatWaitForAKworkerAreQueued) {
  SystemSpec spec = slow_to_wake("threaded", 8, 16);
  SystemRun run(spec);
  run.start();
  run.core().run_until(50 * sim::kMicrosecond);
  EXPECT_EQ(run.loop().queued(), 8);
  run.finish();
  EXPECT_EQ(run.loop().queued(), 0);
}

// The first write is refused for its timestamp. The kworker gets going 100 us later; by then the job has issued the
// other seven, and they find blocking writes outstanding.
TEST(NowaitHintPolicyTest, WritesSkipTheAttemptWhileBlockingWritesAreOutstanding) {
  SystemSpec spec = slow_to_wake("nowait-hint", 8, 16);
  spec.job.rw = ReadWrite::write;
  SystemRun run(spec);
  run.start();
  run.core().run_until(50 * sim::kMicrosecond);
  EXPECT_EQ(run.counters().attempts, 1U);
  EXPECT_EQ(run.eagain(Eagain::timestamp), 1U);
  EXPECT_EQ(run.counters().hint_skips, 7U);
  EXPECT_EQ(run.loop().blocking_writes(), 8);
  EXPECT_EQ(run.loop().queued(), 8);
  // From the first EAGAIN, at 1 us, the device is in the state SLOW.
  EXPECT_EQ(run.loop().slow().value(), 1);
  run.finish();
  // The worker drained its list within an instant, long before the device gave the first write back: the rest attempt
  // again.
  EXPECT_EQ(run.loop().blocking_writes(), 0);
  EXPECT_EQ(run.counters().attempts, 1U + 8U);
  EXPECT_EQ(run.counters().hint_skips, 7U);
  EXPECT_EQ(run.eagain(), 1U);
  EXPECT_EQ(run.counters().worker_commands, 8U);
  EXPECT_EQ(run.loop().slow().value(), 0);
  // SLOW from 1 us until the kworker ran 100 us later and was through.
  EXPECT_EQ(run.loop().slow().integral(run.core().now()), 100 * sim::kMicrosecond);
}

TEST(NowaitHintPolicyTest, ReadsAttemptWhateverIsOutstanding) {
  SystemSpec spec = slow_to_wake("nowait-hint", 32, 32);
  spec.job.rw = ReadWrite::rw;
  SystemRun run(spec);
  run.run();
  const std::uint64_t reads = run.stats().reads();
  const std::uint64_t writes = run.stats().writes();
  ASSERT_GT(reads, 1U);
  ASSERT_GT(writes, 1U);
  // All 32 were issued before the kworker ran. The first write attempted and was refused, the others skipped.
  EXPECT_EQ(run.counters().attempts, reads + 1);
  EXPECT_EQ(run.counters().hint_skips, writes - 1);
  EXPECT_EQ(run.counters().worker_commands, writes);
}

TEST(NowaitHintPolicyTest, BlockDeviceIsAlwaysAttempted) {
  SystemSpec spec = slow_to_wake("nowait-hint", 8, 40);
  spec.job.rw = ReadWrite::write;
  spec.design.backing = "block-device";
  spec.device.tags = 1;  // all but one of those in flight are refused, late
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.counters().attempts, 40U);
  EXPECT_EQ(run.counters().hint_skips, 0U);
  EXPECT_GT(run.eagain(Eagain::lower_tag), 0U);
}

// No list of the device, so no lock of it: the two are compared with lo_work_lock_hold at 0.
TEST(ThreadedPolicyTest, ReadTakesTheSumOfItsParts) {
  SystemSpec spec = system_of("threaded");
  spec.machine.costs.lo_work_lock_hold = 0;
  SystemRun run(spec);
  run.run();
  // pool_lock_hold to insert, wake_remote; then the kworker has the command, and picks it up under the pool's lock.
  expect_each_command(run, stage_times({{Stage::submit, kIssue + kRcu + kEnqueue},
                                        {Stage::list_wait, 330 + 4000},
                                        {Stage::worker, 330 + kWorker + kPrepare + kXfs + kDeviceSubmit},
                                        {Stage::device, kService},
                                        {Stage::irq, kIrq},
                                        {Stage::complete, kComplete},
                                        {Stage::reap, kReapRemote}}));
}

TEST(ThreadedPolicyTest, EveryCommandIsAWorkItemOfItsOwn) {
  SystemSpec spec = system_of("threaded", ReadWrite::rw);
  spec.job.iodepth = 8;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.loop().worker_activations(), 50U);
  EXPECT_EQ(run.counters().worker_commands, 50U);
  EXPECT_EQ(run.counters().attempts, 0U);
}

// Eight commands issued 1 us apart, a kworker each; 10 us to wake one, 100 us of work on a command, 50 us on the
// device.
SystemSpec slow_to_work(const std::string& policy) {
  SystemSpec spec = slow_to_wake(policy, 8, 8);
  spec.machine = machine_of(spec.machine.costs, 16);
  spec.machine.costs.wake_remote = 10 * sim::kMicrosecond;
  spec.machine.costs.kworker_command = 100 * sim::kMicrosecond;
  return spec;
}

TEST(ThreadedPolicyTest, CommandsAreInWorkersHandsAtTheSameTime) {
  SystemRun run(slow_to_work("threaded"));
  run.run();
  EXPECT_EQ(run.system().kernel().unbound_pool().kworkers(), 8U);
  EXPECT_EQ(run.stage_total(Stage::worker), 8 * 100 * sim::kMicrosecond);
  // A kworker that was woken is the first idle one until it runs; then it wakes the next. The first command: issued at
  // 1, with a kworker at 11, which wakes that of the second; the eighth: with a kworker at 81, on the device at 181,
  // done at 231, and the job runs at 241.
  EXPECT_EQ(run.ended_at(), 241 * sim::kMicrosecond);
}

TEST(WorkqueuePolicyTest, CommandsAreInTheWorkersHandsOneAfterTheOther) {
  SystemRun run(slow_to_work("workqueue"));
  run.run();
  EXPECT_EQ(run.system().kernel().unbound_pool().kworkers(), 1U);
  EXPECT_EQ(run.stage_total(Stage::worker), 8 * 100 * sim::kMicrosecond);
  // The kworker runs at 11 and has submitted the last of eight at 811; done at 861, and the job runs at 871.
  EXPECT_EQ(run.ended_at(), 871 * sim::kMicrosecond);
  // The list never ran empty in between.
  EXPECT_EQ(run.loop().worker_activations(), 1U);
}

}  // namespace
}  // namespace loopsim::models
