// SPDX-License-Identifier: GPL-2.0
#include "models/plug.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "models/block_queue.hpp"
#include "models/kblockd.hpp"
#include "models/lower_device.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

// Writes down who issued which request, and when; does something else for each where a test wants that.
class WatchedDriver final : public BlockDriver {
 public:
  struct Issue {
    Request* request;
    std::string thread;
    sim::SimTime at;
  };

  explicit WatchedDriver(Kernel& kernel) : kernel_(kernel) {}

  sim::Task<> queue_rq(Current& current, Request& request) override {
    issues.push_back({&request, current.thread.name(), kernel_.local_now(current.context())});
    if (also) co_await also(current);
  }

  std::vector<Issue> issues;
  std::function<sim::Task<>(Current&)> also;

 private:
  Kernel& kernel_;
};

class PlugTest : public ::testing::Test {
 protected:
  PlugTest() : PlugTest(no_costs()) {}
  explicit PlugTest(const Costs& costs, int cpus = 2) : kernel_(core_, machine_of(costs, cpus), {6, 14}) {}

  void open(const BlockQueueLimits& limits) {
    queue_.emplace_back(kernel_, driver_, limits);
    source_.emplace_back(kernel_, queue_.back());
  }
  BlockQueue& queue() { return queue_.back(); }
  BioSource& source() { return source_.back(); }

  // A thread that submits `bios` under a plug, and finishes that at once or `after` as long.
  TestThread& submitter(int bios, sim::SimTime after = 0, int cpu = 0) {
    return threads_.emplace_back(kernel_, cpu, [this, bios, after](sim::Thread& thread) -> sim::Task<> {
      Current current{thread};
      Plug plug(kernel_);
      plug.start(current);
      for (int i = 0; i < bios; ++i) co_await submit_bio(current, source().make(), true);
      held_ = bios - static_cast<int>(driver_.issues.size());
      co_await thread.compute(after);
      co_await plug.finish(current);
      EXPECT_EQ(current.plug, nullptr);
    });
  }
  void complete(const WatchedDriver::Issue& issue) {
    queue().complete(*issue.request, BioStatus::ok, sim::Context(kernel_.processors().cpu(1), Kind::hardirq));
  }
  using Kind = sim::Context::Kind;

  sim::EventCore core_;
  Kernel kernel_;
  WatchedDriver driver_{kernel_};
  std::deque<BlockQueue> queue_;
  std::deque<BioSource> source_;
  std::deque<TestThread> threads_;
  int held_ = 0;  // when all were submitted
};

TEST_F(PlugTest, HoldsRequestsBackAndIssuesThemInTheirOrder) {
  open({.hw_queues = 1, .depth = 128});
  submitter(5, 700);
  core_.run_until(sim::kMillisecond);
  EXPECT_EQ(held_, 5);
  ASSERT_EQ(driver_.issues.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(driver_.issues[i].request->bio, &source().bio(i));
    EXPECT_EQ(driver_.issues[i].at, 700);
  }
}

TEST_F(PlugTest, IssuesThirtyTwoWhenTheNextComes) {
  for (const auto& [bios, held] : {std::pair{32, 32}, std::pair{33, 1}, std::pair{64, 32}, std::pair{65, 1}}) {
    open({.hw_queues = 1, .depth = 128});
    driver_.issues.clear();
    submitter(bios);
    core_.run_until(core_.now() + sim::kMillisecond);
    EXPECT_EQ(held_, held) << bios;
    EXPECT_EQ(driver_.issues.size(), static_cast<std::size_t>(bios));
  }
}

// kblockd's kworker takes over the CPU that the submitter leaves; the fifth request is issued by the submitter again.
TEST_F(PlugTest, TaskThatSleepsForATagLeavesItsRequestsToKblockd) {
  open({.hw_queues = 1, .depth = 4});
  TestThread& thread = submitter(5);
  core_.run_until(sim::kMillisecond);
  EXPECT_FALSE(thread.done());
  EXPECT_EQ(queue().tags_in_use(), 4);
  ASSERT_EQ(driver_.issues.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(driver_.issues[i].thread, "kworker/0:1H");
    EXPECT_EQ(driver_.issues[i].request->bio, &source().bio(i));
  }
  complete(driver_.issues[0]);
  core_.run_until(2 * sim::kMillisecond);
  EXPECT_TRUE(thread.done());
  ASSERT_EQ(driver_.issues.size(), 5U);
  EXPECT_EQ(driver_.issues[4].thread, thread.thread().name());
}

// blk_mq_hctx_next_cpu(): the CPUs of a queue take turns, wherever its requests were left. The only queue is run where
// that was.
class PlugOfQuadTest : public PlugTest, public ::testing::WithParamInterface<std::tuple<int, const char*>> {
 protected:
  PlugOfQuadTest() : PlugTest(no_costs(), 4) {}
};

TEST_P(PlugOfQuadTest, KblockdRunsAQueueOnItsCpus) {
  const auto [hw_queues, kworker] = GetParam();
  open({.hw_queues = hw_queues, .depth = 4});
  submitter(5, 0, 3);
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(driver_.issues.size(), 4U);
  for (const WatchedDriver::Issue& issue : driver_.issues) EXPECT_EQ(issue.thread, kworker);
}

INSTANTIATE_TEST_SUITE_P(OneTwoAndFourQueues, PlugOfQuadTest,
                         ::testing::Values(std::tuple{1, "kworker/3:1H"}, std::tuple{2, "kworker/2:1H"},
                                           std::tuple{4, "kworker/3:1H"}));

// blk_mq_flush_plug_list() empties rq_count first, so a driver that sleeps finds nothing to flush.
TEST_F(PlugTest, TaskThatSleepsWhileItIssuesKeepsTheRest) {
  open({.hw_queues = 1, .depth = 128});
  driver_.also = [](Current& current) -> sim::Task<> { co_await current.thread.delay(100); };
  TestThread& thread = submitter(3);
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(driver_.issues.size(), 3U);
  for (const WatchedDriver::Issue& issue : driver_.issues) EXPECT_EQ(issue.thread, thread.thread().name());
  EXPECT_EQ(driver_.issues[2].at, 200);
}

// What a driver submits to a queue below it while the plug is issued joins the same plug, behind those.
TEST_F(PlugTest, RequestsOfTheQueueBelowJoinThePlugThatIsIssued) {
  WatchedDriver below(kernel_);
  BlockQueue lower(kernel_, below, {.hw_queues = 1, .depth = 128});
  BioSource bios(kernel_, lower);
  open({.hw_queues = 1, .depth = 128});
  driver_.also = [&bios](Current& current) -> sim::Task<> {
    co_await current.thread.compute(10);
    co_await submit_bio(current, bios.make(), true);
  };
  submitter(3);
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(driver_.issues.size(), 3U);
  ASSERT_EQ(below.issues.size(), 3U);
  for (const WatchedDriver::Issue& issue : below.issues) EXPECT_EQ(issue.at, 30) << "not before the last above it";
}

// While one bio is in submit_bio(), those below it wait in the task's list: also when the plug is full.
TEST_F(PlugTest, FullPlugIsIssuedInsideSubmitBioWhereBiosBelowWait) {
  WatchedDriver below(kernel_);
  BlockQueue lower(kernel_, below, {.hw_queues = 1, .depth = 128});
  BioSource bios(kernel_, lower);
  open({.hw_queues = 1, .depth = 128});
  std::size_t listed = 0;
  driver_.also = [&](Current& current) -> sim::Task<> {
    co_await submit_bio(current, bios.make(), true);
    if (current.in_submit_bio) ++listed;
  };
  submitter(33);
  core_.run_until(sim::kMillisecond);
  EXPECT_EQ(listed, 32U);
  EXPECT_EQ(driver_.issues.size(), 33U);
  EXPECT_EQ(below.issues.size(), 33U);
}

TEST_F(PlugTest, RequestsOfSeveralQueuesAreIssuedQueueByQueue) {
  WatchedDriver other_driver(kernel_);
  BlockQueue other(kernel_, other_driver, {.hw_queues = 1, .depth = 128});
  BioSource others(kernel_, other);
  open({.hw_queues = 1, .depth = 128});
  driver_.also = [](Current& current) -> sim::Task<> { co_await current.thread.compute(10); };
  threads_.emplace_back(kernel_, 0, [&](sim::Thread& thread) -> sim::Task<> {
    Current current{thread};
    Plug plug(kernel_);
    plug.start(current);
    for (int i = 0; i < 32; ++i) {
      co_await submit_bio(current, source().make(), true);
      co_await submit_bio(current, others.make(), true);
    }
    EXPECT_EQ(driver_.issues.size() + other_driver.issues.size(), 0U) << "64 of them are not too many";
    co_await submit_bio(current, source().make(), true);
    EXPECT_EQ(driver_.issues.size() + other_driver.issues.size(), 64U);
    co_await plug.finish(current);
  });
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(driver_.issues.size(), 33U);
  ASSERT_EQ(other_driver.issues.size(), 32U);
  for (const WatchedDriver::Issue& issue : other_driver.issues) EXPECT_EQ(issue.at, 320);
}

class PlugCostsTest : public PlugTest {
 protected:
  PlugCostsTest() : PlugTest(kRoundCosts) {}
};

TEST_F(PlugCostsTest, BatchHasOneReadSection) {
  open({.hw_queues = 1, .depth = 128, .blocking = true});
  submitter(4);
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(driver_.issues.size(), 4U);
  EXPECT_EQ(driver_.issues[3].at, 4 * 400 + 40);  // blk_submit each, dispatch_srcu
}

// A disk behind a doorbell, alone.
class PluggedDiskTest : public ::testing::Test {
 protected:
  // Submits three commands under a plug, after `before` others without one, and returns when each was done.
  std::vector<sim::SimTime> run(const DeviceSpec& spec, int before = 0) {
    const auto disk = DeviceRegistry::find("disk")->create(kernel_, spec);
    BioSource source(kernel_, *disk);
    TestThread thread(kernel_, 0, [&](sim::Thread& self) -> sim::Task<> {
      for (int i = 0; i < before; ++i) co_await source.submit(self);
      Current current{self};
      Plug plug(kernel_);
      plug.start(current);
      for (int i = 0; i < 3; ++i) co_await submit_bio(current, source.make(), true);
      co_await plug.finish(current);
      co_await self.compute(0);
      returned_ = kernel_.now();
    });
    core_.run_until(sim::kMillisecond);
    std::vector<sim::SimTime> ended;
    for (const BioSource::End& end : source.ends()) ended.push_back(end.at);
    return ended;
  }

  static DeviceSpec disk() {
    DeviceSpec spec = disk_of(8);
    spec.submit = 500;
    spec.read_service = sim::Distribution::constant(10'000);
    return spec;
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(no_costs(), 2), {6, 14}};
  sim::SimTime returned_ = 0;
};

TEST_F(PluggedDiskTest, IsToldOfABatchAtItsEnd) {
  EXPECT_EQ(run(disk()), std::vector<sim::SimTime>(3, 3 * 500 + 10'000));
}

TEST_F(PluggedDiskTest, IsKickedOnceForABatch) {
  DeviceSpec spec = disk();
  spec.kick = 2000;
  EXPECT_EQ(run(spec), std::vector<sim::SimTime>(3, 3 * 500 + 2000 + 10'000));
  EXPECT_EQ(returned_, 3 * 500 + 2000);
}

TEST_F(PluggedDiskTest, ThatIsFetchingFindsABatchWithoutAKick) {
  DeviceSpec spec = disk();
  spec.kick = 2000;
  spec.fetch = 100;
  spec.poll = 5000;
  const std::vector<sim::SimTime> ended = run(spec, 1);
  ASSERT_EQ(ended.size(), 4U);
  // The first needs a kick, and is fetched; each of the batch is found when it is there.
  const sim::SimTime kicked = 500 + 2000;
  for (sim::SimTime i = 0; i < 4; ++i) EXPECT_EQ(ended[static_cast<std::size_t>(i)], kicked + i * 500 + 100 + 10'000);
}

// Nothing but fio's batches makes a plug: one call with three I/Os or more.
TEST(PlugThresholdTest, CallOfThreeIsPlugged) {
  for (const auto& [batch, sections] : {std::pair{2, 2}, std::pair{3, 1}}) {
    SystemSpec spec = small_system(batch);
    spec.job.rw = ReadWrite::randread;
    spec.job.iodepth = batch;
    spec.job.iodepth_batch_submit = batch;
    spec.machine.costs = no_costs();
    spec.machine.costs.dispatch_rcu = 1000;
    spec.device.submit = 0;
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(run.stage_total(Stage::submit), batch * sections * 1000 - (sections - 1) * 1000) << batch;
  }
}

// wq_worker_sleeping() before the plug is flushed: a pool keeps its CPU busy whatever its kworkers hold back.
TEST_F(PlugTest, KworkerThatSleepsUnderAPlugIsReplaced) {
  struct Sleeper final : KblockdWork {
    explicit Sleeper(Kernel& the_kernel) : kernel(the_kernel) {}
    sim::Task<> work(Current& kworker) override {
      Plug plug(kernel);
      plug.start(kworker);
      co_await kworker.thread.delay(1000);
      co_await plug.finish(kworker);
      ended = kernel.now();
    }
    const char* work_function() const override { return "sleeps"; }

    Kernel& kernel;
    sim::SimTime ended = 0;
  };
  Kblockd kblockd(kernel_);
  Sleeper first(kernel_);
  Sleeper second(kernel_);
  sim::Cpu& cpu = kernel_.processors().cpu(0);
  const sim::Context interrupt(cpu, sim::Context::Kind::hardirq);
  kblockd.queue(first, interrupt);
  kblockd.queue(second, interrupt);
  core_.run_until(sim::kMillisecond);
  EXPECT_EQ(first.ended, 1000);
  EXPECT_EQ(second.ended, 1000);
  // The pool hears of the kworker's next sleep too.
  Sleeper third(kernel_);
  Sleeper fourth(kernel_);
  kblockd.queue(third, interrupt);
  kblockd.queue(fourth, interrupt);
  core_.run_until(2 * sim::kMillisecond);
  EXPECT_EQ(third.ended, sim::kMillisecond + 1000);
  EXPECT_EQ(fourth.ended, sim::kMillisecond + 1000);
}

}  // namespace
}  // namespace loopsim::models
