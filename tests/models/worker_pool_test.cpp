// SPDX-License-Identifier: GPL-2.0
#include "models/worker_pool.hpp"

#include <deque>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

// An item that takes `length` and writes down when it began.
class Item final : public Work {
 public:
  Item(sim::EventCore& core, sim::SimTime length) : core_(core), length_(length) {}

  sim::Task<> run(Current& kworker) override {
    began.push_back(core_.now());
    EXPECT_FALSE(busy_) << "on two kworkers at a time";
    busy_ = true;
    co_await kworker.thread.compute(length_);
    busy_ = false;
  }

  std::vector<sim::SimTime> began;

 private:
  sim::EventCore& core_;
  sim::SimTime length_;
  bool busy_ = false;
};

// One that writes down where it ran.
class CpuItem final : public Work {
 public:
  sim::Task<> run(Current& kworker) override {
    cpu = kworker.thread.cpu().index();
    return sim::Task<>::ready();
  }

  int cpu = -1;
};

// Waking costs 10, everything else nothing.
class WorkerPoolTest : public ::testing::Test {
 protected:
  static MachineSpec machine() {
    Costs costs = no_costs();
    costs.wake_remote = 10;
    return machine_of(costs);
  }
  Item& item(sim::SimTime length) { return items_.emplace_back(core_, length); }
  void queue_at(sim::SimTime at, Item& item) {
    interrupts_.emplace_back(kernel_, at, 0,
                             [this, &item](const sim::Context& context) { pool().queue(item, context); });
  }
  WorkerPool& pool() { return kernel_.unbound_pool(); }

  sim::EventCore core_;
  Kernel kernel_{core_, machine(), {6, 14}};
  std::deque<Item> items_;
  std::deque<TestInterrupt> interrupts_;
};

TEST_F(WorkerPoolTest, WorkRunsOnAWokenKworker) {
  Item& work = item(50);
  queue_at(100, work);
  core_.run_until(1000);
  EXPECT_EQ(work.began, std::vector<sim::SimTime>{110});
  EXPECT_EQ(work.activations(), 1U);
  EXPECT_EQ(pool().kworkers(), 1U);
}

TEST_F(WorkerPoolTest, PendingWorkIsNotQueuedTwice) {
  Item& work = item(50);
  queue_at(100, work);
  queue_at(105, work);
  core_.run_until(1000);
  EXPECT_EQ(work.began, std::vector<sim::SimTime>{110});
}

// __queue_work() wakes an idle kworker whether the item runs or not; it finds the item running, hands it over and
// idles again.
TEST_F(WorkerPoolTest, WorkQueuedWhileItRunsWakesAnotherKworkerThatHandsItOver) {
  Item& work = item(50);
  queue_at(100, work);
  queue_at(120, work);
  queue_at(130, work);
  core_.run_until(1000);
  EXPECT_EQ(work.began, (std::vector<sim::SimTime>{110, 160}));
  EXPECT_EQ(work.activations(), 2U);
  EXPECT_EQ(pool().kworkers(), 2U);
  EXPECT_EQ(kernel_.processors().context_switches(), 2U);
}

// The one that was woken for it has not run by the end of the item: whoever comes first takes it.
TEST_F(WorkerPoolTest, AKworkerThatEndsBeforeTheOtherRunsTakesTheItemItself) {
  Item& work = item(50);
  queue_at(100, work);
  queue_at(155, work);
  core_.run_until(1000);
  EXPECT_EQ(work.began, (std::vector<sim::SimTime>{110, 160}));
  EXPECT_EQ(work.activations(), 2U);
  EXPECT_EQ(kernel_.processors().context_switches(), 2U);
}

TEST_F(WorkerPoolTest, ItemsRunInParallelOnAKworkerEach) {
  for (int i = 0; i < 4; ++i) queue_at(100 + i, item(50));
  core_.run_until(1000);
  // Each wakes the next.
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(items_[static_cast<std::size_t>(i)].began, std::vector<sim::SimTime>{110 + 10 * i});
  }
  EXPECT_EQ(pool().kworkers(), 4U);
}

TEST_F(WorkerPoolTest, IdleKworkersAreUsedAgain) {
  Item& first = item(50);
  Item& second = item(50);
  queue_at(100, first);
  queue_at(500, second);
  queue_at(900, first);
  core_.run_until(2000);
  EXPECT_EQ(first.began, (std::vector<sim::SimTime>{110, 910}));
  EXPECT_EQ(second.began, std::vector<sim::SimTime>{510});
  EXPECT_EQ(pool().kworkers(), 1U);
}

// Woken, like any other, under the cache of whoever queues the work: the pools of kernels from 6.6 on are one for each.
TEST(WorkerPoolPodTest, TheFirstKworkerRunsUnderTheCacheOfWhoQueuedTheWork) {
  const auto cpu_of_first_work = [](KernelVersion version) {
    sim::EventCore core;
    Kernel kernel(core, machine_of(no_costs(), 2, 1), version);
    CpuItem work;
    const TestInterrupt interrupt(kernel, 100, 0,
                                  [&](const sim::Context& context) { kernel.unbound_pool().queue(work, context); });
    core.run_until(1000);
    return work.cpu;
  };
  EXPECT_EQ(cpu_of_first_work({6, 14}), 0);
  EXPECT_EQ(cpu_of_first_work({6, 5}), 1);
}

// It is idle until it runs, and then sees to the next one.
TEST_F(WorkerPoolTest, AKworkerThatWasWokenAndHasNotRunIsTheOneThatIsWoken) {
  Item& first = item(50);
  Item& second = item(50);
  queue_at(100, first);
  queue_at(100, second);
  queue_at(1000, first);
  queue_at(1005, second);
  core_.run_until(2000);
  EXPECT_EQ(pool().kworkers(), 2U);
  EXPECT_EQ(first.began.back(), 1010);
  EXPECT_EQ(second.began.back(), 1020);
}

// On which CPU an item runs that is queued on CPU 0, after one that was queued on CPU 7 under another cache.
int cpu_of_the_second_item(KernelVersion version, WorkqueueAffinity affinity) {
  MachineSpec machine = machine_of(no_costs(), 8, 4);
  machine.workqueue_affinity = affinity;
  sim::EventCore core;
  Kernel kernel(core, machine, version);
  struct : Work {
    sim::Task<> run(Current& kworker) override {
      cpu = kworker.thread.cpu().index();
      co_return;
    }
    int cpu = -1;
  } work;
  const auto queue = [&](const sim::Context& context) { kernel.unbound_pool().queue(work, context); };
  TestInterrupt first(kernel, 100, 7, queue);
  TestInterrupt second(kernel, 200, 0, queue);
  core.run_until(1000);
  EXPECT_EQ(work.activations(), 2U);
  return work.cpu;
}

TEST(WorkqueueAffinityTest, AKworkerIsWokenUnderTheCacheOfWhoQueues) {
  EXPECT_EQ(cpu_of_the_second_item({6, 6}, WorkqueueAffinity::cache), 0);
  EXPECT_EQ(cpu_of_the_second_item({6, 5}, WorkqueueAffinity::cache), 7);
  EXPECT_EQ(cpu_of_the_second_item({6, 6}, WorkqueueAffinity::system), 7);
}

// Inserting and waking hold the pool's lock for pool_lock_hold + wake_issue: the second of two CPUs that queue at once
// waits for the first.
TEST(WorkerPoolLockTest, QueueingIsSerialisedByThePoolsLock) {
  Costs costs = no_costs();
  costs.pool_lock_hold = 300;
  costs.wake_issue = 700;
  sim::EventCore core;
  Kernel kernel(core, machine_of(costs), {6, 14});
  Item first(core, 10);
  Item second(core, 10);
  const auto queue = [&kernel](Work& work) {
    return [&kernel, &work](sim::Thread& thread) -> sim::Task<> {
      kernel.unbound_pool().queue(work, sim::Context(thread));
      co_return;
    };
  };
  TestThread one(kernel, 0, queue(first));
  TestThread two(kernel, 1, queue(second));
  core.run_until(10'000);
  // 300 to insert the first; the second inserts from 1000 to 1300, when the first waker is done.
  ASSERT_EQ(first.began.size(), 1U);
  ASSERT_EQ(second.began.size(), 1U);
  EXPECT_EQ(kernel.unbound_pool().lock().contended() > 0, true);
  EXPECT_GE(second.began[0] - first.began[0], 700);
}

}  // namespace
}  // namespace loopsim::models
