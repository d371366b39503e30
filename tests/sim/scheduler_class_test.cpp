// SPDX-License-Identifier: GPL-2.0
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

constexpr SimTime kPortion = 1000;

// Each time it is woken: so many portions, with a preemption point after each.
template <auto preemption_point = &Thread::cond_resched>
Process work_in_bursts(Machine& machine, Thread& self, int portions, std::vector<SimTime>& done_at) {
  for (;;) {
    for (int portion = 0; portion < portions; ++portion) {
      co_await self.compute(kPortion);
      done_at.push_back(machine.now());
      co_await (self.*preemption_point)();
    }
    co_await self.sleep();
  }
}

// A worker of long bursts and a helper of one portion, on one CPU: kworker and ksoftirqd.
class OneCpuTest : public ::testing::Test {
 protected:
  void start(SchedulerClass scheduler) {
    machine_.emplace(1, SchedulerCosts{.slice = kSecond, .wakeup_granularity = kSecond, .scheduler = scheduler});
    worker_ = &machine_->bound(0);
    helper_ = &machine_->bound(0);
    machine_->park(*worker_, work_in_bursts(*machine_, *worker_, 10, by_worker_));
    machine_->park(*helper_, work_in_bursts(*machine_, *helper_, 1, by_helper_));
  }
  void wake(SimTime at, Thread& thread) {
    machine_->at(at, [&] { thread.wake(machine_->interrupt_on(0)); });
  }

  std::optional<Machine> machine_;
  Thread* worker_ = nullptr;
  Thread* helper_ = nullptr;
  std::vector<SimTime> by_worker_;
  std::vector<SimTime> by_helper_;
};

TEST_F(OneCpuTest, WhoIsOwedNothingWaitsForTheOneThatRuns) {
  start(SchedulerClass::eevdf);
  wake(0, *worker_);
  wake(2500, *helper_);
  machine_->run();
  EXPECT_EQ(by_helper_, std::vector<SimTime>{11 * kPortion});
}

// What it waited for in the first burst is still owed to it in the second, where it slept.
TEST_F(OneCpuTest, WhoIsOwedTimeTakesOverAtTheNextPreemptionPoint) {
  start(SchedulerClass::eevdf);
  wake(0, *worker_);
  wake(500, *helper_);
  wake(100 * kPortion, *worker_);
  wake(102 * kPortion + 500, *helper_);
  wake(105 * kPortion + 500, *helper_);
  machine_->run();
  EXPECT_EQ(by_helper_, (std::vector<SimTime>{11 * kPortion, 104 * kPortion, 107 * kPortion}));
}

TEST_F(OneCpuTest, ADebtIsPaidOff) {
  start(SchedulerClass::eevdf);
  wake(0, *worker_);
  wake(7500, *helper_);  // it is owed less than a portion by the time it has run: the next run uses that up
  wake(100 * kPortion, *worker_);
  wake(101 * kPortion + 500, *helper_);
  wake(104 * kPortion + 500, *helper_);
  machine_->run();
  EXPECT_EQ(by_helper_, (std::vector<SimTime>{11 * kPortion, 103 * kPortion, 112 * kPortion}));
}

// A CPU's clock goes on with a thread that has it for itself: after a sleep he is not behind others by what he ran
// alone. The worker is in line before the helper, and both wait for somebody's burst to end.
TEST_F(OneCpuTest, TimeAloneIsNoDebt) {
  start(SchedulerClass::eevdf);
  Thread& other = machine_->bound(0);
  std::vector<SimTime> by_other;
  machine_->park(other, work_in_bursts(*machine_, other, 10, by_other));
  wake(0, *worker_);
  wake(20 * kPortion, other);
  wake(22 * kPortion + 500, *worker_);
  wake(25 * kPortion + 500, *helper_);
  machine_->run();
  EXPECT_EQ(by_helper_, std::vector<SimTime>{41 * kPortion});
}

// Where a thread runs that went to sleep in debt and is woken by an interrupt on its CPU, while another CPU idles.
int cpu_of_debtor(bool delay_dequeue) {
  Machine machine(2, {.slice = kSecond, .delay_dequeue = delay_dequeue, .scheduler = SchedulerClass::eevdf});
  Thread& sleeper = machine.unbound(0);
  Thread& other = machine.bound(0);
  int cpu = -1;
  auto sleep_in_debt = [](Thread& self, int& ran_on) -> Process {
    co_await self.compute(kPortion);
    co_await self.sleep();
    ran_on = self.cpu().index();
    self.exit();
  };
  auto compute = [](Thread& self) -> Process {
    co_await self.compute(10 * kPortion);
    self.exit();
  };
  machine.launch(sleeper, sleep_in_debt(sleeper, cpu));
  machine.launch(other, compute(other));
  machine.at(2 * kPortion, [&] { sleeper.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return cpu;
}

TEST(DelayDequeueTest, WhoIsWokenInDebtStaysWhereItIsCounted) { EXPECT_EQ(cpu_of_debtor(true), 0); }

TEST(DelayDequeueTest, WithoutItWhoIsWokenInDebtGoesToAnIdleCpu) { EXPECT_EQ(cpu_of_debtor(false), 1); }

// Two threads of one CPU: the one that slept in debt waits until the other has caught up, counted or not.
TEST(DelayDequeueTest, ADebtIsKeptWithoutIt) {
  Machine machine(1, {.slice = kSecond, .delay_dequeue = false, .scheduler = SchedulerClass::eevdf});
  Thread& debtor = machine.bound(0);
  Thread& other = machine.bound(0);
  SimTime back = 0;
  auto sleep_in_debt = [](Machine& on, Thread& self, SimTime& ran_at) -> Process {
    co_await self.compute(4 * kPortion);
    co_await self.sleep();
    ran_at = on.now();
    self.exit();
  };
  auto in_portions = [](Thread& self) -> Process {
    for (int i = 0; i < 20; ++i) {
      co_await self.compute(kPortion);
      co_await self.cond_resched();
    }
    self.exit();
  };
  machine.launch(debtor, sleep_in_debt(machine, debtor, back));
  machine.launch(other, in_portions(other));
  machine.at(4 * kPortion + 1, [&] { debtor.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(back, 24 * kPortion) << "nobody looks again after the wake-up";
}

// Someone who is owed time is woken after two and a half portions of the worker's burst, between two ticks.
class LazyTest : public ::testing::Test {
 protected:
  static constexpr SimTime kBurst = 100 * kPortion;
  static constexpr SimTime kTick = 35 * kPortion;

  explicit LazyTest(SimTime slice = kSecond)
      : machine_(1, {.slice = slice, .lazy_tick = kTick, .scheduler = SchedulerClass::eevdf}) {}

  void run(Process worker) {
    machine_.park(worker_, std::move(worker));
    machine_.park(helper_, work_in_bursts(machine_, helper_, 1, by_helper_));
    wake(0, worker_);
    wake(500, helper_);
    wake(kBurst, worker_);
    wake(kBurst + 2 * kPortion + 500, helper_);
    machine_.run();
    ASSERT_EQ(by_helper_.size(), 2);
  }
  void wake(SimTime at, Thread& thread) {
    machine_.at(at, [&] { thread.wake(machine_.interrupt_on(0)); });
  }

  Machine machine_;
  Thread& worker_ = machine_.bound(0);
  Thread& helper_ = machine_.bound(0);
  std::vector<SimTime> by_worker_;
  std::vector<SimTime> by_helper_;
};

TEST_F(LazyTest, KernelCodeKeepsItsCpuUntilTheTick) {
  run(work_in_bursts(machine_, worker_, 10, by_worker_));
  EXPECT_EQ(by_helper_[1], 3 * kTick + kPortion);
}

TEST_F(LazyTest, ASystemCallEndsBeforeIt) {
  run(work_in_bursts<&Thread::return_to_user>(machine_, worker_, 10, by_worker_));
  EXPECT_EQ(by_helper_[1], kBurst + 4 * kPortion);
}

class LazySliceTest : public LazyTest {
 protected:
  LazySliceTest() : LazyTest(2 * kPortion) {}
};

TEST_F(LazySliceTest, AnEndedSliceWaitsForTheTickToo) {
  run(work_in_bursts(machine_, worker_, 40, by_worker_));
  EXPECT_EQ(by_helper_[0], kTick + kPortion);
}

TEST_F(OneCpuTest, RoundRobinNeverPreemptsBeforeTheSliceEnds) {
  start(SchedulerClass::round_robin);
  wake(0, *worker_);
  wake(500, *helper_);
  wake(100 * kPortion, *worker_);
  wake(102 * kPortion + 500, *helper_);
  machine_->run();
  EXPECT_EQ(by_helper_, (std::vector<SimTime>{11 * kPortion, 111 * kPortion}));
}

Process compute_twice(Thread& self, SimTime time, std::vector<int>& order, int number) {
  co_await self.compute(time);
  order.push_back(number);
  co_await self.cond_resched();
  co_await self.compute(time);
  order.push_back(number);
  self.exit();
}

// Three threads on one CPU, each with less to do than the one before, and a slice that ends with the first portion.
std::vector<int> order_of_portions(SchedulerClass scheduler) {
  Machine machine(1, {.slice = 50, .scheduler = scheduler});
  std::vector<int> order;
  for (const int number : {0, 1, 2}) {
    Thread& thread = machine.bound(0);
    machine.launch(thread, compute_twice(thread, 400 - 100 * number, order, number));
  }
  machine.run();
  return order;
}

// To the normal class it matters who has run for longest.
TEST(RoundRobinTest, FirstComeFirstServed) {
  EXPECT_EQ(order_of_portions(SchedulerClass::round_robin), (std::vector<int>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(order_of_portions(SchedulerClass::eevdf), (std::vector<int>{0, 1, 2, 2, 1, 0}));
}

Process note_cpu(Thread& self, int& cpu) {
  cpu = self.cpu().index();
  co_await self.compute(10);
  self.exit();
}

Process run(Thread& self, SimTime time) {
  co_await self.compute(time);
  self.exit();
}

// A thread of CPU 0, where `busy` runs, woken from there at 3500. CPU 1 is idle.
int where_it_wakes(const SchedulerCosts& costs, SimTime busy_from) {
  Machine machine(2, costs);
  Thread& running = machine.bound(0);
  Thread& woken = machine.unbound(0);
  int cpu = -1;
  machine.park(running, run(running, 10000));
  machine.park(woken, note_cpu(woken, cpu));
  machine.at(busy_from, [&] { running.wake(machine.interrupt_on(0)); });
  machine.at(3500, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  return cpu;
}

constexpr SchedulerCosts kLoads{.cache_hot = kNever, .load_window = 1000};

TEST(SearchTest, RoundRobinAlwaysTakesAFreeCpu) {
  SchedulerCosts costs = kLoads;
  costs.scheduler = SchedulerClass::round_robin;
  costs.sis_util = true;
  EXPECT_EQ(where_it_wakes(costs, 0), 1);
}

// Both CPUs are busy throughout; on CPU 0 others wait as well.
TEST(WakeAffineTest, ThreadsThatWaitAreLoadToo) {
  Machine machine(2, kLoads);
  Thread& crowded = machine.bound(0);
  Thread& waiting = machine.bound(0);
  Thread& alone = machine.bound(1);
  Thread& woken = machine.unbound(1);
  int cpu = -1;
  machine.launch(crowded, run(crowded, 10000));
  machine.launch(waiting, run(waiting, 10));
  machine.launch(alone, run(alone, 10000));
  machine.park(woken, note_cpu(woken, cpu));
  machine.at(5000, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(cpu, 1);
}

// It went to sleep after more than its share: kick_pool() may want it under another cache, but ttwu_runnable() comes
// first, while the helper has the CPU. Once nobody has, it is counted no longer, and goes where it is wanted.
TEST(DelayDequeueTest, AThreadThatIsStillCountedIsNotMovedInItsSleep) {
  Machine machine(2, SchedulerCosts{.slice = kSecond, .scheduler = SchedulerClass::eevdf}, 1);
  Thread& sleeper = machine.unbound(1);
  Thread& helper = machine.bound(1);
  std::vector<SimTime> ignored;
  machine.launch(sleeper, work_in_bursts(machine, sleeper, 1, ignored));
  machine.launch(helper, work_in_bursts(machine, helper, 1, ignored));
  std::vector<int> cpus;
  const auto want_on_first = [&] {
    sleeper.repatriate(machine.cpu(0));
    cpus.push_back(sleeper.cpu().index());
  };
  machine.at(kPortion + 1, want_on_first);
  machine.at(2 * kPortion + 1, want_on_first);
  machine.run();
  EXPECT_EQ(cpus, (std::vector<int>{1, 0}));
}

}  // namespace
}  // namespace loopsim::sim
