// SPDX-License-Identifier: GPL-2.0
#include "models/loop_device.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "models/worker_pool.hpp"
#include "sim/distribution.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kUs = sim::kMicrosecond;

// A loop device directly on a disk with one tag. A system call costs 1 us, the device 50 us, nothing else anything.
SystemSpec one_lower_tag(const std::string& policy, ReadWrite rw, int iodepth, int ios) {
  SystemSpec spec = small_system(ios);
  spec.machine.costs = no_costs();
  spec.machine.costs.io_submit = kUs;
  spec.device.submit = 0;
  spec.device.tags = 1;
  spec.design.backing = "block-device";
  spec.design.policy = policy;
  spec.job.rw = rw;
  spec.job.iodepth = iodepth;
  return spec;
}

class LateEagainTest : public ::testing::TestWithParam<std::string> {};

// The first command takes the only lower tag. The three after it are accepted by the file, refused by the lower queue,
// and passed to the worker by their completion.
TEST_P(LateEagainTest, CommandKeepsItsTagAndGoesToTheWorker) {
  SystemRun run(one_lower_tag(GetParam(), ReadWrite::write, 4, 4));
  run.start();
  run.open_after(0);
  run.core().run_until(20 * kUs);
  EXPECT_EQ(run.counters().attempts, 4U);
  EXPECT_EQ(run.eagain(Eagain::lower_tag), 3U);
  EXPECT_EQ(run.counters().successes, 4U) << "each was answered; three come back late";
  EXPECT_EQ(run.eagain(), 3U);
  EXPECT_EQ(run.loop().queue().tags_in_use(), 4);
  EXPECT_EQ(run.loop().queue().ended(), 0U);
  EXPECT_EQ(run.system().disk().in_flight(), 1);
  // One in the worker's hands, asleep for the lower tag; two behind it. All three count as blocking writes.
  EXPECT_EQ(run.counters().worker_commands, 1U);
  EXPECT_EQ(run.loop().queued(), 2);
  EXPECT_EQ(run.loop().blocking_writes(), 3);

  run.finish();
  EXPECT_EQ(run.ios(), 4U);
  EXPECT_EQ(run.loop().queue().ended(), 4U);
  EXPECT_EQ(run.loop().queue().tags_in_use(), 0);
  EXPECT_EQ(run.counters().worker_commands, 3U);
  EXPECT_EQ(run.counters().failed, 0U);
  EXPECT_EQ(run.system().disk().commands(), 4U);
  EXPECT_EQ(run.loop().blocking_writes(), 0);
  // One at a time on the device, the first from 1 us on.
  EXPECT_EQ(run.ended_at(), (1 + 4 * 50) * kUs);
}

TEST_P(LateEagainTest, ReadsAreNotBlockingWrites) {
  SystemRun run(one_lower_tag(GetParam(), ReadWrite::read, 4, 4));
  run.start();
  run.open_after(0);
  run.core().run_until(20 * kUs);
  EXPECT_EQ(run.eagain(Eagain::lower_tag), 3U);
  EXPECT_EQ(run.loop().blocking_writes(), 0);
  run.finish();
  EXPECT_EQ(run.ios(), 4U);
}

TEST_P(LateEagainTest, EveryCommandEndsOnceHoweverManyAreRefused) {
  SystemSpec spec = one_lower_tag(GetParam(), ReadWrite::randrw, 16, 200);
  spec.device.tags = 3;
  spec.job.numjobs = 3;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.ios(), 600U);
  EXPECT_EQ(run.counters().attempts, 600U);
  EXPECT_GT(run.eagain(Eagain::lower_tag), 0U);
  EXPECT_EQ(run.counters().worker_commands, run.eagain());
  EXPECT_EQ(run.system().disk().completed(), 600U);
}

INSTANTIATE_TEST_SUITE_P(Policies, LateEagainTest, ::testing::Values("nowait", "nowait-hint"), [](const auto& policy) {
  return policy.param == "nowait" ? std::string("nowait") : std::string("nowait_hint");
});

// A file system does not mark the lower bio no-wait: the submitter sleeps for the lower tag itself.
TEST(LoopDeviceTest, SubmitterSleepsForTheLowerTagUnderAFileSystem) {
  SystemSpec spec = one_lower_tag("nowait", ReadWrite::read, 2, 2);
  spec.design.backing = "xfs";
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.eagain(), 0U);
  EXPECT_EQ(run.counters().worker_commands, 0U);
  // Submitted at 2 us, but the tag came free at 51 us.
  EXPECT_EQ(run.stage_total(Stage::lower_wait), 49 * kUs);
}

// Kworkers that wait for ILOCK now and for the only lower tag then, three jobs and their kworkers on two CPUs: nobody
// who waits for a tag may be forgotten.
TEST(LoopDeviceTest, EveryWaiterForALowerTagIsWokenInTheEnd) {
  for (const Placement placement : {Placement::shared, Placement::hashed}) {
    for (const ReadWrite rw : {ReadWrite::write, ReadWrite::rw, ReadWrite::randrw}) {
      SystemSpec spec = small_system(10);
      spec.machine.cpus = 2;
      spec.machine.tick = 100 * kUs;
      spec.device.placement = placement;
      spec.device.read_service = sim::Distribution::exponential(2354);
      spec.device.write_service = sim::Distribution::lognormal(17'497, 0.5);
      spec.device.tags = 1;
      spec.design.policy = "threaded";
      spec.design.hw_queues = 2;
      spec.design.queue_depth = 16;
      spec.job.ioengine = IoEngine::io_uring;
      spec.job.rw = rw;
      spec.job.iodepth = 9;
      spec.job.numjobs = 3;
      SystemRun run(spec);
      run.run();
      EXPECT_EQ(run.ended().size(), 3U);
      EXPECT_EQ(run.ios(), 30U);
    }
  }
}

// What fio does not issue, straight at the queue. The jobs of the system never start.
class LoopDeviceOpTest : public ::testing::TestWithParam<std::string> {
 protected:
  static SystemSpec spec() {
    SystemSpec spec = small_system(1);
    spec.design.policy = GetParam();
    return spec;
  }

  SystemRun run_{spec()};
  BioSource source_{run_.system().kernel(), run_.loop().queue()};
};

// The switch over operations knows them, and none goes past the worker.
TEST_P(LoopDeviceOpTest, FlushAndDiscardAreTheWorkersUnderEveryPolicy) {
  for (const Op op : {Op::flush, Op::discard, Op::write_zeroes}) {
    const std::size_t before = source_.ends().size();
    TestThread submitter(run_.system().kernel(), 0,
                         [this, op](sim::Thread& thread) { return source_.submit(thread, op); });
    run_.core().run_until(run_.core().now() + sim::kMillisecond);
    ASSERT_EQ(source_.ends().size(), before + 1);
    EXPECT_EQ(source_.ends().back().status, BioStatus::ok);
    EXPECT_EQ(run_.counters().worker_commands, before + 1);
    EXPECT_EQ(run_.counters().attempts, 0U);
    EXPECT_EQ(run_.loop().blocking_writes(), 0);
  }
}

TEST_P(LoopDeviceOpTest, UnknownOperationEndsWithAnIoErrorInTheWorker) {
  for (const Op op : {Op::unknown, Op::unknown}) {
    const std::size_t before = source_.ends().size();
    TestThread submitter(run_.system().kernel(), 0,
                         [this, op](sim::Thread& thread) { return source_.submit(thread, op); });
    run_.core().run_until(run_.core().now() + sim::kMillisecond);
    ASSERT_EQ(source_.ends().size(), before + 1);
    EXPECT_EQ(source_.ends().back().status, BioStatus::io_error);
    EXPECT_EQ(run_.counters().worker_commands, before + 1);
    EXPECT_EQ(run_.counters().failed, before + 1);
    EXPECT_EQ(run_.loop().blocking_writes(), 0);
    EXPECT_EQ(run_.loop().queue().tags_in_use(), 0);
  }
  EXPECT_EQ(run_.counters().attempts, 0U);
  EXPECT_EQ(run_.counters().hint_skips, 0U);
  EXPECT_EQ(run_.system().disk().commands(), 0U);
}

TEST_P(LoopDeviceOpTest, UnknownOperationIsNeverABlockingWrite) {
  TestThread submitter(run_.system().kernel(), 0,
                       [this](sim::Thread& thread) { return source_.submit(thread, Op::unknown); });
  while (run_.core().step()) {
    EXPECT_EQ(run_.loop().blocking_writes(), 0);
    EXPECT_EQ(run_.loop().slow().value(), 0);
  }
  EXPECT_EQ(source_.ends().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Policies, LoopDeviceOpTest,
                         ::testing::Values("workqueue", "nowait", "nowait-hint", "threaded"), [](const auto& policy) {
                           std::string name = policy.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

// Four jobs at iodepth 8 keep every list of the device non-empty, and a command takes 100 us of a worker and 1 us of a
// job: a worker does one command per 100 us, whoever waits for it.
class LoopWorkerTest : public ::testing::Test {
 protected:
  static SystemSpec spec(int cgroups) {
    SystemSpec spec = small_system(1);
    spec.machine = machine_of(no_costs(), 16);
    spec.machine.costs.io_submit = kUs;
    spec.machine.costs.kworker_command = 100 * kUs;
    spec.device = disk_of(64);
    spec.device.submit = 0;
    spec.job.iodepth = 8;
    spec.job.numjobs = 4;
    spec.job.cgroups = cgroups;
    spec.job.time_based = true;
    return spec;
  }
  static constexpr sim::SimTime kEnd = 100 * sim::kMillisecond;
};

TEST_F(LoopWorkerTest, OneCgroupIsOneWorker) {
  SystemRun run(spec(1));
  run.start(kEnd);
  run.core().run_until(kEnd);
  // And the kworker that is woken for what is queued meanwhile.
  EXPECT_EQ(run.system().kernel().unbound_pool().kworkers(), 2U);
  // Busy from 1 us on: the command in hand at the end is the 1000th.
  EXPECT_EQ(run.counters().worker_commands, 1000U);
  EXPECT_EQ(run.loop().worker_activations(), 1U);
}

TEST_F(LoopWorkerTest, EveryCgroupHasAWorkerAndTheyRunInParallel) {
  SystemRun run(spec(4));
  run.start(kEnd);
  run.core().run_until(kEnd);
  EXPECT_EQ(run.system().kernel().unbound_pool().kworkers(), 5U);
  EXPECT_EQ(run.counters().worker_commands, 4000U);
  EXPECT_EQ(run.loop().worker_activations(), 4U);
}

TEST_F(LoopWorkerTest, JobsAreDealtToCgroupsInTurn) {
  SystemRun run(spec(2));
  run.start(kEnd);
  run.core().run_until(kEnd);
  EXPECT_EQ(run.counters().worker_commands, 2000U);
}

// One command that blocks keeps all behind it waiting, reads included: here the first write of all, for its timestamp.
TEST_F(LoopWorkerTest, BlockedCommandBlocksAllBehindIt) {
  SystemSpec blocked = spec(1);
  blocked.machine.costs.kworker_command = 0;
  blocked.machine.costs.timestamp_transaction = 10 * sim::kMillisecond;
  blocked.job.rw = ReadWrite::rw;
  SystemRun run(blocked);
  run.start(kEnd);
  run.open_after(0);
  run.core().run_until(9 * sim::kMillisecond);
  // Reads that were on the list before the first write went through; from then on everything waits.
  EXPECT_EQ(run.loop().queued(), 4 * 8 - 1);
  EXPECT_EQ(run.loop().queue().tags_in_use(), 32);
  run.core().run_until(11 * sim::kMillisecond);
  EXPECT_GT(run.stats().writes(), 0U);
}

}  // namespace
}  // namespace loopsim::models
