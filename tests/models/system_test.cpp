// SPDX-License-Identifier: GPL-2.0
#include "models/system.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/models/stage_times.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

// One job at iodepth 1 on targets without a loop device. Everything runs on the job's CPU 0, and every stage is a sum
// of kRoundCosts in the order in which a command meets them.

constexpr sim::SimTime kSubmit = 1000;  // io_submit
constexpr sim::SimTime kBdev = 350;     // bdev_dio_submit
constexpr sim::SimTime kIrq = 1400;     // device_irq
// The interrupt posts the event and issues the wake-up before the job gets its CPU back: aio_complete, wake_issue,
// wake_local.
constexpr sim::SimTime kWake = 520 + 700 + 2000;
constexpr sim::SimTime kGetevents = 600;

constexpr int kIos = 40;

SystemSpec system_of(Target target) {
  SystemSpec spec = small_system(kIos);
  spec.design.target = target;
  return spec;
}

StageTimes raw_read() {
  return stage_times({{Stage::submit, kSubmit + kBdev + kDeviceSubmit},
                      {Stage::device, kService},
                      {Stage::irq, kIrq},
                      {Stage::reap, kWake + kGetevents}});
}

void expect_run(const SystemSpec& spec, const StageTimes& expected) {
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.ios(), 40U);
  EXPECT_EQ(run.stats().bytes(), 40U * 4096U);
  expect_each_command(run, expected);
}

StageTimes with(StageTimes times, Stage stage, sim::SimTime time) {
  times[static_cast<std::size_t>(stage)] = time;
  return times;
}

TEST(SystemTest, RawDevice) { expect_run(system_of(Target::raw), raw_read()); }

TEST(SystemTest, RawDeviceWritesAsItReads) {
  SystemSpec spec = system_of(Target::raw);
  spec.job.rw = ReadWrite::rw;
  expect_run(spec, raw_read());
}

TEST(SystemTest, IoUringHasItsOwnSubmissionAndReaping) {
  SystemSpec spec = system_of(Target::raw);
  spec.job.ioengine = IoEngine::io_uring;
  StageTimes expected = with(raw_read(), Stage::submit, 800 + kBdev + kDeviceSubmit);  // io_uring_submit
  expected = with(expected, Stage::reap, kWake + 200);                                 // io_uring_reap
  expect_run(spec, expected);
}

TEST(SystemTest, PsyncIsOneCallAndPostsNoEvent) {
  SystemSpec spec = system_of(Target::raw);
  spec.job.ioengine = IoEngine::psync;
  StageTimes expected = with(raw_read(), Stage::submit, 500 + kBdev + kDeviceSubmit);  // psync
  expected = with(expected, Stage::reap, 700 + 2000);                                  // wake_issue, wake_local
  expect_run(spec, expected);
}

// fio reports a synchronous call as completion latency, all of it.
TEST(SystemTest, PsyncHasNoSubmissionLatency) {
  SystemSpec spec = system_of(Target::raw);
  spec.job.ioengine = IoEngine::psync;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.stats().slat_total(), 0);
  EXPECT_EQ(run.stats().read_clat().sum(), run.latency_total());
}

// The spin comes before the I/O, and its end is that of the bio: no call, no event, no wake-up.
TEST(SystemTest, GeneratorsIoIsTheBioAlone) {
  SystemSpec spec = system_of(Target::raw);
  spec.job.ioengine = IoEngine::kbio;
  expect_run(spec, stage_times({{Stage::submit, kDeviceSubmit}, {Stage::device, kService}, {Stage::irq, kIrq}}));
}

TEST(SystemTest, GeneratorsThreadsShareTheKernelsAddressSpace) {
  const auto time_with = [](IoEngine engine, sim::SimTime mm_switch) {
    SystemSpec spec = system_of(Target::raw);
    spec.job.ioengine = engine;
    spec.job.numjobs = 2;
    spec.machine.cpus = 1;
    spec.machine.costs.mm_switch = mm_switch;
    SystemRun run(spec);
    run.run();
    return run.ended_at();
  };
  EXPECT_EQ(time_with(IoEngine::kbio, 5000), time_with(IoEngine::kbio, 0));
  EXPECT_GT(time_with(IoEngine::libaio, 5000), time_with(IoEngine::libaio, 0));
}

TEST(SystemTest, GeneratorHasNothingToDoWithAFile) {
  SystemSpec spec = system_of(Target::file);
  spec.job.ioengine = IoEngine::kbio;
  EXPECT_THROW(SystemRun{spec}, std::invalid_argument);
}

// The call holds i_rwsem until its I/O is done, exclusively where ext4 of that time allocates.
TEST(SystemTest, PsyncWritesToHolesOfExt4HaveTheDeviceToThemselves) {
  const auto time_of_two_jobs = [](KernelVersion kernel) {
    SystemSpec spec = system_of(Target::file);
    spec.device = disk_of(4);
    spec.design.backing = "ext4";
    spec.design.mapping = Mapping::sparse;
    spec.design.kernel = kernel;
    spec.job.ioengine = IoEngine::psync;
    spec.job.rw = ReadWrite::write;
    spec.job.numjobs = 2;
    spec.job.offset_increment = spec.job.size;
    SystemRun run(spec);
    run.run();
    return run.ended_at();
  };
  EXPECT_GT(time_of_two_jobs({6, 14}), 2 * kIos * kService);
  EXPECT_LT(time_of_two_jobs({7, 3}), 2 * kIos * kService);
}

TEST(SystemTest, FileOnTheDevice) {
  SystemSpec spec = system_of(Target::file);
  expect_run(spec, with(raw_read(), Stage::submit, kSubmit + 900 + kDeviceSubmit));  // xfs_dio_submit
  spec.design.backing = "ext4";
  expect_run(spec, with(raw_read(), Stage::submit, kSubmit + 1100 + kDeviceSubmit));  // ext4_dio_submit
}

TEST(SystemTest, DmLoopAddsTheRemapping) {
  expect_run(system_of(Target::dm_loop),
             with(raw_read(), Stage::submit, kSubmit + kBdev + 150 + kDeviceSubmit));  // dm_remap
}

TEST(SystemTest, RamdiskIsDoneInTheSubmittersContext) {
  SystemSpec spec = system_of(Target::raw);
  spec.device.kind = "ramdisk";
  // The job never sleeps: the copy is the device, and aio_complete comes on top of the call before the event is reaped.
  expect_run(
      spec,
      stage_times({{Stage::submit, kSubmit + kBdev}, {Stage::device, kDeviceSubmit}, {Stage::reap, 520 + kGetevents}}));
}

// xfs/loop/xfs: the file system above the loop device has its own submission, and for writes its own completion work.
TEST(SystemTest, FileSystemAboveTheLoopDevice) {
  SystemSpec spec = system_of(Target::loop);
  spec.design.upper = "xfs";
  spec.job.rw = ReadWrite::write;
  SystemRun run(spec);
  run.start();
  run.open_after(1);  // updates the timestamps of both files
  run.finish();
  // io_submit, xfs_dio_submit, blk_submit, dispatch_rcu, loop_queue_rq, loop_enqueue
  expect_each_command(run,
                      stage_times({{Stage::submit, kSubmit + 900 + 400 + 10 + 250 + 300},
                                   // lo_work_lock and the pool's lock each once on either side, wake_remote
                                   {Stage::list_wait, 2 * 120 + 2 * 330 + 4000},
                                   // kworker_command, worker_interference, loop_prepare, xfs_dio_submit
                                   {Stage::worker, 1200 + 1600 + 100 + 900 + kDeviceSubmit},
                                   {Stage::device, kService},
                                   {Stage::irq, kIrq},
                                   // wake_issue, wake_local, dio_workqueue
                                   {Stage::dio_work, 700 + 2000 + 410},
                                   // wake_issue, context_switch, ksoftirqd_wake, blk_complete
                                   {Stage::complete, 700 + 1300 + 2200 + 310},
                                   // From ksoftirqd back to the same kworker: wake_issue, context_switch, dio_workqueue
                                   {Stage::upper_work, 700 + 1300 + 410},
                                   // aio_complete, then the job on its own CPU: wake_remote
                                   {Stage::reap, 520 + 4000 + kGetevents}}));
}

TEST(SystemTest, UnknownNamesAreRefused) {
  sim::EventCore core;
  const auto build = [&core](const SystemSpec& spec) { const System system(core, spec, 1, 0, [](int) {}); };
  SystemSpec spec = system_of(Target::loop);
  spec.design.policy = "nosuch";
  EXPECT_THROW(build(spec), std::invalid_argument);
  spec = system_of(Target::loop);
  spec.design.backing = "nosuch";
  EXPECT_THROW(build(spec), std::invalid_argument);
  spec = system_of(Target::loop);
  spec.design.upper = "nosuch";
  EXPECT_THROW(build(spec), std::invalid_argument);
  spec = system_of(Target::raw);
  spec.device.kind = "nosuch";
  EXPECT_THROW(build(spec), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::models
