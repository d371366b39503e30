// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/extent_map.hpp"
#include "models/file_counters.hpp"
#include "models/invariants.hpp"
#include "models/run.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

// What a loop device does besides reads and writes, from fio down.

constexpr sim::SimTime kUs = sim::kMicrosecond;

SystemSpec writes(int ios) {
  SystemSpec spec = small_system(ios);
  spec.job.rw = ReadWrite::randwrite;
  return spec;
}

SystemSpec trims(int ios) {
  SystemSpec spec = small_system(ios);
  spec.job.rw = ReadWrite::trim;
  return spec;
}

TEST(FlushTest, FollowsEveryNWritesIfAnotherIoComes) {
  for (const auto& [fsync, flushes] : {std::pair{1, 19U}, {3, 6U}, {19, 1U}, {20, 0U}}) {
    for (const IoEngine engine : {IoEngine::libaio, IoEngine::psync}) {
      SystemSpec spec = writes(20);
      spec.job.ioengine = engine;
      spec.job.fsync = fsync;
      SystemRun run(spec);
      run.run();
      EXPECT_EQ(run.stats().flushes(), flushes) << fsync;
      EXPECT_EQ(run.ios(), 20U);
      EXPECT_EQ(run.loop().queue().ended(), 20U + flushes);
      check_invariants(run.system(), run.core().now());
    }
  }
}

TEST(FlushTest, ReadsDoNotCount) {
  SystemSpec spec = writes(200);
  spec.job.rw = ReadWrite::randrw;
  spec.job.fsync = 10;
  SystemRun run(spec);
  run.run();
  const std::uint64_t due = run.stats().writes() / 10;
  EXPECT_GE(run.stats().flushes() + 1, due);
  EXPECT_LE(run.stats().flushes(), due);
}

// The job sleeps in the call, though its other I/Os end meanwhile.
TEST(FlushTest, JobIssuesNothingWhileItWaits) {
  SystemSpec spec = writes(64);
  spec.machine.costs = no_costs();
  spec.machine.costs.device_flush = sim::kMillisecond;
  spec.device = disk_of(16);
  spec.job.iodepth = 8;
  spec.job.fsync = 4;
  SystemRun run(spec);
  run.start();
  run.open_after(0);
  run.core().run_until(900 * kUs);
  EXPECT_EQ(run.stats().issued_total(), 4U);
  EXPECT_EQ(run.system().disk().completed(), 4U);
  run.finish();
  EXPECT_EQ(run.stats().flushes(), 15U);
  EXPECT_GE(run.stats().flush_time(), 15 * sim::kMillisecond);
}

// An fsync() of the loop device is a command of its worker: log_force of the backing file, then the disk's flush.
TEST(FlushTest, ReachesTheDiskThroughTheBackingFile) {
  for (const Target target : {Target::raw, Target::file, Target::loop, Target::dm_loop, Target::emulation}) {
    SystemSpec spec = writes(2);
    spec.design.target = target;
    spec.job.fsync = 1;
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(run.stats().flushes(), 1U);
    EXPECT_EQ(run.system().disk().completed(), 3U);
    const bool has_log = target != Target::raw && target != Target::dm_loop;
    const sim::SimTime least = 60'000 + (has_log ? 30'000 : 0);  // device_flush, log_force
    EXPECT_GE(run.stats().flush_time(), least);
    EXPECT_LT(run.stats().flush_time(), least + 30'000);
    check_invariants(run.system(), run.core().now());
  }
}

TEST(TrimTest, IsACallWithOneInFlightUnderEveryEngine) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::io_uring, IoEngine::psync}) {
    SystemSpec spec = trims(20);
    spec.job.ioengine = engine;
    spec.job.iodepth = 16;
    SystemRun run(spec);
    run.start();
    run.open_after(0);
    int most = 0;
    while (run.core().step()) most = std::max(most, run.system().jobs().front().in_flight());
    run.stats().close(run.core().now());
    EXPECT_EQ(most, 1);
    EXPECT_EQ(run.stats().trims(), 20U);
    EXPECT_EQ(run.stats().reads() + run.stats().writes(), 0U);
    EXPECT_EQ(run.stats().trim_clat().count(), 20U);
    EXPECT_EQ(run.latency_total(), run.stats().slat_total() + run.stats().trim_clat().sum());
  }
}

TEST(TrimTest, PunchesTheBlocksOfTheBackingFile) {
  for (const ReadWrite rw : {ReadWrite::trim, ReadWrite::randtrim}) {
    for (const char* backing : {"xfs", "ext4"}) {
      SystemSpec spec = trims(20);
      spec.design.backing = backing;
      spec.design.policy = "nowait";
      spec.job.rw = rw;
      SystemRun run(spec);
      run.run();
      EXPECT_EQ(run.system().backing()->extent_map()->count(BlockState::hole), 20U);
      EXPECT_EQ(run.system().backing()->counters()->punches, 20U);
      EXPECT_EQ(run.counters().worker_commands, 20U);
      EXPECT_EQ(run.counters().attempts, 0U);
      EXPECT_EQ(run.system().disk().commands(), 0U);
    }
  }
}

TEST(TrimTest, ReachesTheDiskWhereNoFileIsBetween) {
  for (const Target target : {Target::raw, Target::dm_loop, Target::loop}) {
    SystemSpec spec = trims(20);
    spec.design.target = target;
    spec.design.backing = "block-device";
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(run.system().disk().completed(), 20U);
    check_invariants(run.system(), run.core().now());
  }
}

SystemSpec writes_beside_trims() {
  SystemSpec spec = writes(50);
  spec.beside = spec.job;
  spec.beside->rw = ReadWrite::randtrim;
  spec.beside->time_based = true;
  return spec;
}

TEST(BesideTest, CountsApartAndLastsAsLongAsTheMeasuredJobs) {
  const std::string counts = sim::bytes_from_child([]() -> std::string {
    const RunResult result = run(writes_beside_trims(), RunOptions{});
    const bool right = result.writes == 50 && result.trims == 0 && result.ios == 50 && result.beside_ios > 0;
    return right ? "right" : "wrong";
  });
  EXPECT_EQ(counts, "right");
}

TEST(BesideTest, DiscardsMakeWritesAllocateAgain) {
  SystemSpec spec = writes_beside_trims();
  spec.job.time_based = true;
  SystemRun run(spec);
  run.run(20 * sim::kMillisecond);
  EXPECT_GT(run.system().beside_stats().trims(), 10U);
  EXPECT_EQ(run.stats().trims(), 0U);
  EXPECT_GT(run.system().backing()->counters()->allocations, 0U);
  check_invariants(run.system(), run.core().now());
}

// Whoever waits for the direct I/O in flight holds IOLOCK exclusively.
TEST(BesideTest, DiscardRefusesNowaitWrites) {
  SystemSpec spec = writes_beside_trims();
  spec.design.policy = "nowait";
  spec.job.iodepth = 8;
  spec.job.time_based = true;
  SystemRun run(spec);
  run.run(20 * sim::kMillisecond);
  EXPECT_GT(run.eagain(Eagain::iolock), 0U);
}

TEST(BesideTest, MeasuredJobsDrawTheSameNumbersWithoutIt) {
  SystemSpec spec = writes_beside_trims();
  spec.beside->time_based = false;
  SystemRun with(spec);
  with.run();
  spec.beside.reset();
  SystemRun without(spec);
  without.run();
  EXPECT_EQ(with.stats().writes(), without.stats().writes());
  EXPECT_EQ(with.stage_total(Stage::device), without.stage_total(Stage::device));
}

// A job in each of two cgroups, with an I/O each now and then.
class IdleWorkerTest : public ::testing::Test {
 protected:
  static std::uint64_t allocated(int cgroups, sim::SimTime pause) {
    SystemSpec spec = small_system(4);
    spec.job.ioengine = IoEngine::psync;
    spec.job.numjobs = 2;
    spec.job.cgroups = cgroups;
    spec.job.thinktime = pause;
    SystemRun run(spec);
    run.run();
    return run.counters().workers_allocated;
  }
};

TEST_F(IdleWorkerTest, RootWorkItemIsNeverAllocated) {
  EXPECT_EQ(allocated(1, 0), 0U);
  EXPECT_EQ(allocated(1, 100 * sim::kSecond), 0U);
}

TEST_F(IdleWorkerTest, WorkerIsAllocatedOnFirstUse) { EXPECT_EQ(allocated(2, 0), 1U); }

TEST_F(IdleWorkerTest, WorkerIdleForMoreThanAMinuteIsAllocatedAgain) {
  EXPECT_EQ(allocated(2, 59 * sim::kSecond), 1U);
  EXPECT_EQ(allocated(2, 61 * sim::kSecond), 4U);
}

TEST_F(IdleWorkerTest, AllocationIsTheIssuersTime) {
  SystemSpec spec = small_system(1);
  spec.job.numjobs = 2;
  spec.job.cgroups = 2;
  spec.design.queue_depth = 1;  // one after the other
  SystemRun both(spec);
  both.run();
  spec.job.cgroups = 1;
  SystemRun root(spec);
  root.run();
  EXPECT_EQ(both.stage_total(Stage::list_wait) - root.stage_total(Stage::list_wait), 2100);  // worker_allocate
}

// The counter of 6/6 with its decrement as it is: a RAM disk completes writes before the handler has returned, and
// their tag may be a read's by the time the handler looks.
SystemSpec drifting(bool drift) {
  SystemSpec spec = small_system(200);
  spec.machine.cpus = 8;
  spec.machine.tick = 100 * kUs;
  spec.device.kind = "ramdisk";
  spec.design.policy = "nowait-hint";
  spec.design.mapping = Mapping::sparse;
  spec.design.kernel = {6, 19};
  spec.design.hw_queues = 2;
  spec.design.queue_depth = 2;
  spec.design.counter_drift = drift;
  spec.job.rw = ReadWrite::randrw;
  spec.job.numjobs = 6;
  spec.job.iodepth = 8;
  return spec;
}

TEST(CounterDriftTest, CountIsExactWithoutTheSwitch) {
  SystemRun run(drifting(false));
  run.run();
  EXPECT_EQ(run.loop().blocking_writes(), 0);
  check_invariants(run.system(), run.core().now());
}

TEST(CounterDriftTest, CountNeverReturnsToZeroOnceATagWasReused) {
  SystemSpec spec = drifting(true);
  spec.design.mapping = Mapping::written;
  SystemRun run(spec);
  run.run();
  EXPECT_NE(run.loop().blocking_writes(), 0);
  EXPECT_EQ(run.ios(), 1200U);
  check_invariants(run.system(), run.core().now());
}

// A file that has less than it is asked for: reads of `left` bytes from offset 0 on, and then nothing.
class ShortFile final : public File {
 public:
  explicit ShortFile(std::uint64_t size) : size_(size) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    calls.push_back({kiocb.offset, kiocb.bytes});
    co_await current.thread.compute(kUs);
    if (kiocb.offset + kiocb.bytes <= size_) co_return IoResult::done();
    const std::uint64_t left = kiocb.offset < size_ ? size_ - kiocb.offset : 0;
    // Found one page a time.
    kiocb.transferred = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, 4096));
    co_return IoResult::short_read();
  }

  struct Call {
    std::uint64_t offset;
    std::uint32_t bytes;
    bool operator==(const Call&) const = default;
  };
  std::vector<Call> calls;

 private:
  std::uint64_t size_;
};

class ShortReadTest : public ::testing::TestWithParam<std::string> {
 protected:
  static DesignSpec design() {
    DesignSpec design;
    design.queue_depth = 2;
    return design;
  }
  void read(std::uint64_t offset, std::uint32_t bytes) {
    TestThread thread(kernel_, 0, [&](sim::Thread& self) -> sim::Task<> {
      Current current{self};
      Bio& bio = source_.make(Op::read);
      bio.offset = offset;
      bio.bytes = bytes;
      co_await submit_bio(current, bio, true);
    });
    core_.run_until(core_.now() + sim::kMillisecond);
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(kRoundCosts), {6, 14}};
  ShortFile file_{8192};
  LoopDevice loop_{kernel_, file_, PolicyRegistry::find(GetParam())->create(), design()};
  BioSource source_{kernel_, loop_.queue()};
};

TEST_P(ShortReadTest, GoesOnBehindWhatItGotAndFailsAtTheEnd) {
  read(0, 16'384);
  EXPECT_EQ(file_.calls, (std::vector<ShortFile::Call>{{0, 16'384}, {4096, 12'288}, {8192, 8192}}));
  ASSERT_EQ(source_.ends().size(), 1U);
  EXPECT_EQ(source_.ends()[0].status, BioStatus::io_error);
  EXPECT_EQ(loop_.counters().short_reads, 2U);
  EXPECT_EQ(loop_.counters().failed, 1U);
  EXPECT_EQ(loop_.queue().tags_in_use(), 0);
  EXPECT_EQ(loop_.blocking_writes(), 0);
}

TEST_P(ShortReadTest, BeyondTheEndIsAnIoErrorAtOnce) {
  read(12'288, 4096);
  EXPECT_EQ(file_.calls.size(), 1U);
  ASSERT_EQ(source_.ends().size(), 1U);
  EXPECT_EQ(source_.ends()[0].status, BioStatus::io_error);
  EXPECT_EQ(loop_.counters().short_reads, 0U);
}

TEST_P(ShortReadTest, KeepsItsTagMeanwhile) {
  read(0, 8192);
  EXPECT_EQ(source_.ends().back().status, BioStatus::ok);
  EXPECT_EQ(loop_.queue().started(), 1U);
  EXPECT_EQ(loop_.queue().ended(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Policies, ShortReadTest, ::testing::Values("workqueue", "nowait", "threaded"),
                         [](const auto& policy) { return policy.param; });

}  // namespace
}  // namespace loopsim::models
