// SPDX-License-Identifier: GPL-2.0
#include "sim/processors.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/process.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/trace.hpp"

namespace loopsim::sim {
namespace {

TEST(ComputeTest, TakesItsTimeAndAllThatWasCharged) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  auto body = [](Machine& on, Thread& self) -> Process {
    co_await self.compute(100);
    EXPECT_EQ(on.now(), 100);
    self.charge(30);
    self.charge(5);
    EXPECT_EQ(self.pending(), 35);
    co_await self.compute(65);
    EXPECT_EQ(on.now(), 200);
    EXPECT_EQ(self.pending(), 0);
    self.exit();
  };
  machine.launch(thread, body(machine, thread));
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(machine.processors().busy(), 200);
}

// A run that ends in error destroys threads where they are, and the locks that others then give back wake some.
TEST(ThreadTest, LeavesItsCpuAndItsQueueWhenItDies) {
  EventCore core;
  Processors processors(core, 1, kCosts);
  Cpu& cpu = processors.cpu(0);
  auto forever = [](Thread& self) -> Process {
    for (;;) co_await self.compute(1000);
  };
  auto delayed = [](Thread& self) -> Process { co_await self.delay(100); };
  {
    Thread running(processors, "running", cpu, Thread::Affinity::bound);
    Thread waiting(processors, "waiting", cpu, Thread::Affinity::unbound);
    const Process first = forever(running);
    const Process second = delayed(waiting);
    running.launch(first.handle());
    waiting.launch(second.handle());
    EXPECT_EQ(cpu.nr_running(), 2U);
  }
  EXPECT_TRUE(cpu.idle());
  EXPECT_EQ(cpu.nr_running(), 0U);
  EXPECT_TRUE(core.idle());
  {
    Thread sleeping(processors, "sleeping", cpu, Thread::Affinity::bound);
    const Process process = delayed(sleeping);
    sleeping.launch(process.handle());
    core.run_until(50);
    EXPECT_TRUE(sleeping.sleeping());
    EXPECT_FALSE(core.idle());
  }
  EXPECT_TRUE(core.idle());
}

TEST(ComputeTest, NothingTakesNoTimeAndNoEvent) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  auto body = [](Machine& on, Thread& self) -> Process {
    const std::uint64_t before = on.core().events();
    co_await self.compute(0);
    EXPECT_EQ(on.core().events(), before);
    self.charge(3);
    co_await self.compute(0);
    EXPECT_EQ(on.now(), 3);
    self.exit();
  };
  machine.launch(thread, body(machine, thread));
  machine.run();
  EXPECT_TRUE(machine.all_done());
}

class InterruptTest : public ::testing::Test {
 protected:
  // Interrupts CPU 0 at `time` for `cost` and writes down when its handler runs.
  void interrupt_at(SimTime time, SimTime cost) {
    machine_.at(time, [this, cost] {
      Event& handler = handlers_.at(kNever - 1, [this] { handled_.push_back(machine_.now()); });
      machine_.core().cancel(handler);
      machine_.cpu(0).interrupt(cost, handler);
    });
  }

  Machine machine_{1};
  Timeline handlers_{machine_.core()};
  std::vector<SimTime> handled_;
};

TEST_F(InterruptTest, DelaysTheRunningThreadByItsCost) {
  Thread& thread = machine_.bound(0);
  Trace trace;
  machine_.launch(thread, compute(machine_, thread, 100, trace));
  interrupt_at(40, 15);
  machine_.run();
  EXPECT_EQ(handled_, (std::vector<SimTime>{55}));
  EXPECT_EQ(trace.ended, 115);
  EXPECT_EQ(machine_.processors().busy(), 115);
}

TEST_F(InterruptTest, WaitsForTheOneBefore) {
  Thread& thread = machine_.bound(0);
  Trace trace;
  machine_.launch(thread, compute(machine_, thread, 100, trace));
  interrupt_at(40, 15);
  interrupt_at(45, 20);
  machine_.run();
  EXPECT_EQ(handled_, (std::vector<SimTime>{55, 75}));
  EXPECT_EQ(trace.ended, 135);
}

TEST_F(InterruptTest, LeavesTheThreadWhatItHadLeft) {
  Thread& thread = machine_.bound(0);
  Trace trace;
  machine_.launch(thread, compute(machine_, thread, 100, trace));
  interrupt_at(99, 500);
  machine_.run();
  EXPECT_EQ(trace.ended, 600);
}

TEST_F(InterruptTest, RunsOnAnIdleCpu) {
  interrupt_at(40, 15);
  machine_.run();
  EXPECT_EQ(handled_, (std::vector<SimTime>{55}));
  EXPECT_TRUE(machine_.cpu(0).idle());
  EXPECT_EQ(machine_.processors().busy(), 15);
}

TEST_F(InterruptTest, KeepsAThreadFromStarting) {
  Thread& thread = machine_.bound(0);
  Trace trace;
  machine_.park(thread, compute_when_woken(machine_, thread, 10, trace));
  interrupt_at(40, 100);
  machine_.at(60, [&] { thread.wake(machine_.interrupt_on(0)); });
  machine_.run();
  EXPECT_EQ(trace.woken, 140);
}

TEST_F(InterruptTest, IsInProgressUntilItsHandlerRan) {
  interrupt_at(40, 15);
  machine_.at(50, [this] {
    EXPECT_TRUE(machine_.cpu(0).in_interrupt(machine_.now()));
    EXPECT_EQ(machine_.cpu(0).interrupt_until(), 55);
  });
  machine_.at(60, [this] { EXPECT_FALSE(machine_.cpu(0).in_interrupt(machine_.now())); });
  machine_.run();
}

TEST(WakeTest, OnItsOwnIdleCpuRunsAfterTheLocalLatency) {
  Machine machine(2, kCosts);
  Thread& thread = machine.bound(0);
  Trace trace;
  machine.park(thread, compute_when_woken(machine, thread, 10, trace));
  machine.at(1000, [&] { thread.wake(machine.interrupt_on(0)); });
  machine.run();
  // The CPU first finishes what the waker has to do.
  EXPECT_EQ(trace.woken, 1000 + kCosts.wake_issue + kCosts.wake_local);
  EXPECT_EQ(trace.ended, trace.woken + 10);
}

TEST(WakeTest, OnAnotherIdleCpuRunsAfterTheRemoteLatency) {
  Machine machine(2, kCosts);
  Thread& thread = machine.bound(0);
  Trace trace;
  machine.park(thread, compute_when_woken(machine, thread, 10, trace));
  machine.at(1000, [&] { thread.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(trace.woken, 1000 + kCosts.wake_remote);
  EXPECT_EQ(machine.cpu(1).busy(), kCosts.wake_issue);
}

// A CPU that polls for 400 after it has nothing to do, and the one that wakes a thread there at `at`.
constexpr SchedulerCosts kPolling{
    .wake_issue = 7, .resched_ipi = 60, .wake_local = 200, .wake_remote = 300, .wake_polling = 90, .idle_poll = 400};

struct RemoteWake {
  SimTime woken = 0;
  SimTime paid = 0;
};

RemoteWake wake_remotely(SimTime at) {
  Machine machine(2, kPolling);
  Thread& thread = machine.bound(0);
  Trace trace;
  machine.park(thread, compute_when_woken(machine, thread, 10, trace));
  machine.at(at, [&] { thread.wake(machine.interrupt_on(1)); });
  machine.run();
  return {trace.woken, machine.cpu(1).busy()};
}

TEST(WakeTest, ACpuThatStillPollsNeedsNoInterrupt) {
  const RemoteWake wake = wake_remotely(kPolling.idle_poll - 1);
  EXPECT_EQ(wake.woken, kPolling.idle_poll - 1 + kPolling.wake_polling);
  EXPECT_EQ(wake.paid, kPolling.wake_issue);
}

TEST(WakeTest, ACpuThatHasHaltedIsCalledOutOfItsHaltByTheWaker) {
  const RemoteWake wake = wake_remotely(kPolling.idle_poll);
  EXPECT_EQ(wake.woken, kPolling.idle_poll + kPolling.wake_remote);
  EXPECT_EQ(wake.paid, kPolling.wake_issue + kPolling.resched_ipi);
}

TEST(WakeTest, ACpuOnItsWayIntoTheHaltCostsAShare) {
  SchedulerCosts costs = kPolling;
  costs.idle_halt = costs.idle_poll + 200;
  Machine machine(2, costs);
  Thread& thread = machine.bound(0);
  Trace trace;
  machine.park(thread, compute_when_woken(machine, thread, 10, trace));
  machine.at(costs.idle_poll + 100, [&] { thread.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(trace.woken, costs.idle_poll + 100 + (costs.wake_polling + costs.wake_remote) / 2);
  EXPECT_EQ(machine.cpu(1).busy(), costs.wake_issue + costs.resched_ipi / 2);
}

TEST(WakeTest, EnqueuingOnTheWakersOwnCpuCostsNothingMore) {
  SchedulerCosts costs = kPolling;
  costs.wake_enqueue = 25;
  Machine machine(1, costs);
  Thread& running = machine.bound(0);
  Thread& queued = machine.bound(0);
  Trace first;
  Trace second;
  machine.park(running, compute_when_woken(machine, running, 1000, first));
  machine.park(queued, compute_when_woken(machine, queued, 10, second));
  machine.at(100, [&] { running.wake(machine.interrupt_on(0)); });
  machine.at(500, [&] { queued.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(machine.cpu(0).busy(), 2 * costs.wake_issue + 1010);
}

TEST(WakeTest, TheWakerEnqueuesOnABusyCpu) {
  SchedulerCosts costs = kPolling;
  costs.wake_enqueue = 25;
  Machine machine(2, costs);
  Thread& running = machine.bound(0);
  Thread& queued = machine.bound(0);
  Trace first;
  Trace second;
  machine.park(running, compute_when_woken(machine, running, 1000, first));
  machine.park(queued, compute_when_woken(machine, queued, 10, second));
  machine.at(100, [&] { running.wake(machine.interrupt_on(1)); });
  machine.at(500, [&] { queued.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(machine.cpu(1).busy(), 2 * costs.wake_issue + costs.wake_enqueue);
}

// The time since it was last busy counts, and who queues on a busy CPU calls nobody.
TEST(WakeTest, PollingBeginsAnewWithEachIdleTime) {
  Machine machine(2, kPolling);
  Thread& thread = machine.bound(0);
  Trace first;
  machine.park(thread, compute_when_woken(machine, thread, 1000, first));
  Thread& second = machine.bound(0);
  Trace trace;
  machine.park(second, compute_when_woken(machine, second, 10, trace));
  Thread& third = machine.bound(0);
  Trace last;
  machine.park(third, compute_when_woken(machine, third, 10, last));
  machine.at(100, [&] { thread.wake(machine.interrupt_on(1)); });
  machine.at(500, [&] { second.wake(machine.interrupt_on(1)); });
  const SimTime idle_again = 100 + kPolling.wake_polling + 1000 + 10;
  machine.at(idle_again + 300, [&] { third.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(trace.woken, idle_again - 10);
  EXPECT_EQ(last.woken, idle_again + 300 + kPolling.wake_polling);
  EXPECT_EQ(machine.cpu(1).busy(), 3 * kPolling.wake_issue);
}

Process wake_then_compute(Machine& machine, Thread& self, SimTime charged, Thread& other, Trace& trace) {
  co_await self.compute(100);
  self.charge(charged);
  other.wake(Context(self));
  co_await self.compute(40);
  trace.ended = machine.now();
  self.exit();
}

TEST(WakeTest, TheWakerPaysForIt) {
  Machine machine(2, kCosts);
  Thread& waker = machine.bound(0);
  Thread& sleeper = machine.bound(1);
  Trace waker_trace;
  Trace sleeper_trace;
  machine.park(sleeper, compute_when_woken(machine, sleeper, 10, sleeper_trace));
  machine.launch(waker, wake_then_compute(machine, waker, 0, sleeper, waker_trace));
  machine.run();
  EXPECT_EQ(waker_trace.ended, 100 + kCosts.wake_issue + 40);
  EXPECT_EQ(sleeper_trace.woken, 100 + kCosts.wake_remote);
}

TEST(WakeTest, CountsFromTheWakersOwnTime) {
  Machine machine(2, kCosts);
  Thread& waker = machine.bound(0);
  Thread& sleeper = machine.bound(1);
  Trace waker_trace;
  Trace sleeper_trace;
  machine.park(sleeper, compute_when_woken(machine, sleeper, 10, sleeper_trace));
  machine.launch(waker, wake_then_compute(machine, waker, 33, sleeper, waker_trace));
  machine.run();
  EXPECT_EQ(sleeper_trace.woken, 133 + kCosts.wake_remote);
}

// Sleeps twice; the test wakes it early and late.
Process compute_and_sleep_twice(Machine& machine, Thread& self, std::vector<SimTime>& passed) {
  co_await self.compute(100);
  co_await self.sleep();
  passed.push_back(machine.now());
  co_await self.sleep();
  passed.push_back(machine.now());
  self.exit();
}

TEST(SleepTest, AWakeThatCameFirstIsNotLostAndCountsOnce) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  std::vector<SimTime> passed;
  machine.launch(thread, compute_and_sleep_twice(machine, thread, passed));
  machine.at(50, [&] { thread.wake(machine.interrupt_on(0)); });
  machine.at(700, [&] { thread.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(passed, (std::vector<SimTime>{100, 700}));
}

TEST(SleepTest, TellsThatItSleeps) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  std::vector<SimTime> passed;
  machine.launch(thread, compute_and_sleep_twice(machine, thread, passed));
  machine.at(50, [&] { EXPECT_FALSE(thread.sleeping()); });
  machine.at(150, [&] { EXPECT_TRUE(thread.sleeping()); });
  machine.run();
  EXPECT_TRUE(thread.sleeping());
  EXPECT_FALSE(machine.all_done());
}

Process delay_and_sleep(Machine& machine, Thread& self, SimTime time, std::vector<SimTime>& passed) {
  co_await self.delay(time);
  passed.push_back(machine.now());
  co_await self.sleep();
  passed.push_back(machine.now());
  self.exit();
}

TEST(DelayTest, SleepsForItsTime) {
  Machine machine(1, kCosts);
  Thread& thread = machine.bound(0);
  std::vector<SimTime> passed;
  machine.launch(thread, delay_and_sleep(machine, thread, 400, passed));
  machine.run();
  ASSERT_EQ(passed.size(), 1U);
  EXPECT_EQ(passed[0], 400 + kCosts.wake_issue + kCosts.wake_local);
}

TEST(DelayTest, EndsWithAnEarlierWakeAndItsTimerWithIt) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  std::vector<SimTime> passed;
  machine.launch(thread, delay_and_sleep(machine, thread, 400, passed));
  machine.at(150, [&] { thread.wake(machine.interrupt_on(0)); });
  machine.run();
  // The sleep that follows is not ended by the timer.
  EXPECT_EQ(passed, (std::vector<SimTime>{150}));
}

TEST(CpuTest, ExitGivesItToTheNext) {
  Machine machine(1, kCosts);
  Thread& first = machine.bound(0);
  Thread& second = machine.bound(0);
  Trace first_trace;
  Trace second_trace;
  machine.launch(first, compute(machine, first, 100, first_trace));
  machine.launch(second, compute(machine, second, 100, second_trace));
  EXPECT_EQ(machine.cpu(0).nr_running(), 2U);
  machine.run();
  EXPECT_EQ(first_trace.ended, 100);
  EXPECT_EQ(second_trace.ended, 100 + kCosts.context_switch + 100);
  EXPECT_TRUE(machine.cpu(0).idle());
  EXPECT_EQ(machine.cpu(0).nr_running(), 0U);
  EXPECT_EQ(machine.processors().context_switches(), 2U);
  EXPECT_EQ(machine.processors().busy(), 200 + kCosts.context_switch);
}

TEST(CpuTest, WhatAThreadWasChargedStillOccupiesItAfterTheThreadLeft) {
  Machine machine(1, kCosts);
  Thread& first = machine.bound(0);
  Thread& second = machine.bound(0);
  Trace trace;
  auto body = [](Thread& self) -> Process {
    self.charge(80);
    self.exit();
    co_return;
  };
  machine.launch(first, body(first));
  machine.launch(second, compute(machine, second, 10, trace));
  machine.run();
  EXPECT_EQ(trace.ended, 80 + kCosts.context_switch + 10);
}

// Works in small portions and lets others go first where they deserve it; notes when each portion was done.
Process work(Machine& machine, Thread& self, SimTime portion, SimTime until, std::vector<SimTime>& done_at) {
  while (machine.now() < until) {
    co_await self.compute(portion);
    done_at.push_back(machine.now());
    co_await self.cond_resched();
  }
  self.exit();
}

constexpr SimTime kPortion = 100;

// Portions done by each of `threads` on one CPU in ten milliseconds.
std::vector<std::size_t> shares(int threads, const SchedulerCosts& costs) {
  Machine machine(1, costs);
  std::vector<std::vector<SimTime>> done(static_cast<std::size_t>(threads));
  for (std::vector<SimTime>& done_at : done) {
    Thread& thread = machine.unbound(0);
    machine.launch(thread, work(machine, thread, kPortion, 10 * kMillisecond, done_at));
  }
  machine.core().run_until(10 * kMillisecond);
  std::vector<std::size_t> portions(done.size());
  std::ranges::transform(done, portions.begin(), &std::vector<SimTime>::size);
  return portions;
}

SimTime spread(const std::vector<std::size_t>& portions) {
  const auto [least, most] = std::ranges::minmax(portions);
  return static_cast<SimTime>(most - least) * kPortion;
}

TEST(FairnessTest, NoThreadIsAheadByMoreThanTheGranularityAndAPortion) {
  for (const int threads : {2, 3, 12}) {
    EXPECT_LE(spread(shares(threads, {.slice = kSecond, .wakeup_granularity = 3000})), 3000 + kPortion) << threads;
  }
}

TEST(FairnessTest, NoThreadIsAheadByMoreThanASliceAndAPortion) {
  for (const int threads : {2, 3, 12}) {
    EXPECT_LE(spread(shares(threads, {.slice = 5000, .wakeup_granularity = kSecond})), 5000 + kPortion) << threads;
  }
}

TEST(FairnessTest, AThreadIsNotPreemptedBetweenReschedulingPoints) {
  Machine machine(1, kCosts);
  Thread& greedy = machine.unbound(0);
  Thread& other = machine.unbound(0);
  Trace greedy_trace;
  Trace other_trace;
  machine.launch(greedy, compute(machine, greedy, kMillisecond, greedy_trace));
  machine.launch(other, compute(machine, other, 10, other_trace));
  machine.run();
  EXPECT_EQ(greedy_trace.ended, kMillisecond);
  EXPECT_GT(other_trace.ended, kMillisecond);
}

TEST(FairnessTest, ALongSleepEarnsNoMoreThanASlice) {
  constexpr SchedulerCosts kShare{.slice = 5000, .wakeup_granularity = 1000};
  Machine machine(1, kShare);
  Thread& worker = machine.bound(0);
  Thread& sleeper = machine.bound(0);
  std::vector<SimTime> done_by_worker;
  std::vector<SimTime> done_by_sleeper;
  constexpr SimTime kWake = 10 * kMillisecond;
  machine.launch(worker, work(machine, worker, kPortion, 3 * kWake, done_by_worker));
  machine.park(sleeper, work(machine, sleeper, kPortion, 2 * kWake, done_by_sleeper));
  machine.at(kWake, [&] { sleeper.wake(machine.interrupt_on(0)); });
  machine.run();

  SimTime longest_wait = 0;
  for (std::size_t portion = 1; portion < done_by_worker.size(); ++portion) {
    longest_wait = std::max(longest_wait, done_by_worker[portion] - done_by_worker[portion - 1] - kPortion);
  }
  EXPECT_GT(longest_wait, 0);
  EXPECT_LE(longest_wait, kShare.slice + kShare.wakeup_granularity + kPortion);
}

TEST(PlacementTest, ABoundThreadWaitsForItsCpu) {
  Machine machine(2, kCosts);
  Thread& running = machine.bound(0);
  Thread& woken = machine.bound(0);
  Trace running_trace;
  Trace trace;
  machine.launch(running, compute(machine, running, 1000, running_trace));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(trace.woken, 1000 + kCosts.context_switch);
  EXPECT_EQ(trace.cpu, 0);
}

TEST(PlacementTest, AnUnboundThreadLeavesABusyCpuForAnIdleOne) {
  Machine machine(2, kCosts);
  Thread& running = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace running_trace;
  Trace trace;
  machine.launch(running, compute(machine, running, 1000, running_trace));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
  EXPECT_EQ(trace.woken, 500 + kCosts.wake_remote);
  EXPECT_EQ(trace.ended, trace.woken + kCosts.migration + 10);
  EXPECT_EQ(running_trace.ended, 1000 + kCosts.wake_issue);
}

TEST(PlacementTest, AnUnboundThreadPrefersTheCpuItWasOn) {
  Machine machine(3, kCosts);
  Thread& woken = machine.unbound(1);
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
  EXPECT_EQ(trace.ended, 500 + kCosts.wake_remote + 10);
}

// Where a thread runs that is woken at 500 on CPU 0, which is busy, while all other CPUs idle.
int cpu_of_a_thread_woken_on_a_busy_cpu(const SchedulerCosts& costs, int cpus, int llc_cpus) {
  Machine machine(cpus, costs, llc_cpus);
  Thread& running = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace ignored;
  Trace trace;
  machine.launch(running, compute(machine, running, 1000, ignored));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  return trace.cpu;
}

TEST(CacheDomainTest, AnIdleCpuIsTakenOnlyIfItSharesTheCache) {
  SchedulerCosts costs = kCosts;
  costs.cache_hot = kNever;
  EXPECT_EQ(cpu_of_a_thread_woken_on_a_busy_cpu(costs, 4, 4), 1);
  EXPECT_EQ(cpu_of_a_thread_woken_on_a_busy_cpu(costs, 4, 2), 1);
  EXPECT_EQ(cpu_of_a_thread_woken_on_a_busy_cpu(costs, 4, 1), 0);
}

TEST(CacheDomainTest, AThreadKeepsToItsOwnIdleCpuWhereTheWakersCacheIsAnother) {
  Machine machine(2, kCosts, 1);
  Thread& woken = machine.unbound(1);
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
}

TEST(CacheDomainTest, ARepatriatedThreadIsWokenUnderTheOtherCache) {
  Machine machine(4, kCosts, 2);
  Thread& near = machine.unbound(1);
  Thread& far = machine.unbound(3);
  Trace near_trace;
  Trace far_trace;
  machine.park(near, compute_when_woken(machine, near, 10, near_trace));
  machine.park(far, compute_when_woken(machine, far, 10, far_trace));
  near.repatriate(machine.cpu(0));
  far.repatriate(machine.cpu(0));
  machine.at(500, [&] { near.wake(machine.interrupt_on(0)); });
  machine.at(1500, [&] { far.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(near_trace.cpu, 1) << "shares the cache as it is";
  EXPECT_EQ(far_trace.cpu, 0);
}

// SIS_UTIL, with the kernel's 117 per cent. Of two CPUs one has been busy all the time, the other for `busy` of 999.
int cpu_of_a_thread_woken_beside(SimTime busy) {
  SchedulerCosts costs = kCosts;
  costs.cache_hot = kNever;
  costs.sis_util = true;
  Machine machine(2, costs);
  Thread& running = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace ignored;
  Trace trace;
  machine.launch(running, compute(machine, running, 1000, ignored));
  machine.cpu(1).steal(busy);
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(999, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  return trace.cpu;
}

TEST(IdleScanTest, OfTwoCpusIsGivenUpWhereMoreThanSixTenthsAreBusy) {
  EXPECT_EQ(cpu_of_a_thread_woken_beside(0), 1);
  EXPECT_EQ(cpu_of_a_thread_woken_beside(180), 1);
  EXPECT_EQ(cpu_of_a_thread_woken_beside(240), 0);
}

TEST(IdleScanTest, LooksAtFewerCpusTheBusierTheyAre) {
  SchedulerCosts costs = kCosts;
  costs.cache_hot = kNever;
  costs.sis_util = true;
  // Nine of ten CPUs are busy, for half of the time so far: 1 - 1.3689 * 0.47^2 of ten, so six are looked at.
  for (const auto& [idle_cpu, runs_on] : {std::pair{6, 6}, std::pair{7, 0}}) {
    Machine machine(10, costs);
    Thread& woken = machine.unbound(0);
    Trace ignored;
    Trace trace;
    for (int cpu = 0; cpu < 10; ++cpu) {
      if (cpu == idle_cpu) continue;
      Thread& running = machine.bound(cpu);
      machine.park(running, compute_when_woken(machine, running, 1000, ignored));
      machine.at(1000, [&machine, &running, cpu] { running.wake(machine.interrupt_on(cpu)); });
    }
    machine.park(woken, compute_when_woken(machine, woken, 10, trace));
    machine.at(1999, [&] { woken.wake(machine.interrupt_on(0)); });
    machine.run();
    EXPECT_EQ(trace.cpu, runs_on);
  }
}

TEST(AddressSpaceTest, ASwitchBetweenProgramsCostsMoreThanToAKernelThreadAndBack) {
  SchedulerCosts costs = kCosts;
  costs.mm_switch = 3000;
  for (const bool other_program : {false, true}) {
    Machine machine(1, costs);
    Thread& program = machine.bound(0);
    Thread& between = machine.bound(0);
    Thread& last = machine.bound(0);
    program.has_address_space();
    if (other_program) last.has_address_space();
    Trace ignored;
    Trace trace;
    machine.launch(program, compute(machine, program, 100, ignored));
    machine.launch(between, compute(machine, between, 100, ignored));
    machine.launch(last, compute(machine, last, 100, trace));
    machine.run();
    EXPECT_EQ(trace.ended, 300 + 2 * kCosts.context_switch + (other_program ? 3000 : 0));
    EXPECT_EQ(machine.processors().busy(), trace.ended);
  }
}

TEST(PlacementTest, AnUnboundThreadStaysWhereNoCpuIsIdle) {
  Machine machine(2, kCosts);
  Thread& first = machine.bound(0);
  Thread& second = machine.bound(1);
  Thread& woken = machine.unbound(0);
  Trace first_trace;
  Trace second_trace;
  Trace trace;
  machine.launch(first, compute(machine, first, 1000, first_trace));
  machine.launch(second, compute(machine, second, 5000, second_trace));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(500, [&] { woken.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_EQ(trace.cpu, 0);
  EXPECT_EQ(trace.woken, 1000 + kCosts.context_switch);
}

// What a thread does that wakes another one shortly before it sleeps itself, as a completion kworker does.
Process wake_then_leave(Thread& self, Thread& other) {
  co_await self.compute(100);
  other.wake(Context(self));
  self.exit();
}

TEST(StackingTest, ABoundWakerLeavesItsCpuToTheThreadThatWasThere) {
  Machine machine(2, kCosts);
  Thread& kworker = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.launch(kworker, wake_then_leave(kworker, woken));
  machine.run();
  EXPECT_EQ(trace.cpu, 0);
  EXPECT_EQ(trace.woken, 100 + kCosts.wake_issue + kCosts.context_switch);
  EXPECT_EQ(trace.ended, trace.woken + 10);
}

TEST(StackingTest, AnUnboundWakerDoesNot) {
  Machine machine(2, kCosts);
  Thread& waker = machine.unbound(0);
  Thread& woken = machine.unbound(0);
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.launch(waker, wake_then_leave(waker, woken));
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
  EXPECT_EQ(trace.woken, 100 + kCosts.wake_remote);
}

TEST(StackingTest, AnInterruptOfABoundThreadDoesNot) {
  Machine machine(2, kCosts);
  Thread& kworker = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace kworker_trace;
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.launch(kworker, compute(machine, kworker, 1000, kworker_trace));
  machine.at(100, [&] { woken.wake(machine.interrupt_on(0)); });
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
}

TEST(StackingTest, DoesNotHappenOnACpuThatOthersWaitFor) {
  Machine machine(2, kCosts);
  Thread& kworker = machine.bound(0);
  Thread& waiting = machine.bound(0);
  Thread& woken = machine.unbound(0);
  Trace waiting_trace;
  Trace trace;
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.launch(kworker, wake_then_leave(kworker, woken));
  machine.launch(waiting, compute(machine, waiting, 50, waiting_trace));
  machine.run();
  EXPECT_EQ(trace.cpu, 1);
}

TEST(StackingTest, DoesNotHappenOnACpuOtherThanTheWakers) {
  Machine machine(3, kCosts);
  Thread& running = machine.bound(0);
  Thread& kworker = machine.bound(1);
  Thread& woken = machine.unbound(0);
  Trace running_trace;
  Trace trace;
  machine.launch(running, compute(machine, running, 1000, running_trace));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.launch(kworker, wake_then_leave(kworker, woken));
  machine.run();
  EXPECT_EQ(trace.cpu, 2);
}

// No CPU idles: the thread of CPU 0 is woken from CPU 1, after both have been busy for a share of ten windows.
int woken_on(SimTime busy_of_previous, SimTime busy_of_waking) {
  constexpr SimTime kWindow = 10'000;
  const SchedulerCosts costs{.slice = 1000, .cache_hot = kNever, .load_window = kWindow};
  Machine machine(2, costs);
  auto busy = [](Thread& self, SimTime computing) -> Process {
    for (int window = 0; window < 10; ++window) {
      co_await self.compute(computing);
      co_await self.delay(kWindow - computing);
    }
    co_await self.compute(kWindow / 10);
    self.exit();
  };
  Thread& previous = machine.bound(0);
  Thread& waking = machine.bound(1);
  Thread& woken = machine.unbound(0);
  Trace trace;
  machine.launch(previous, busy(previous, busy_of_previous));
  machine.launch(waking, busy(waking, busy_of_waking));
  machine.park(woken, compute_when_woken(machine, woken, 10, trace));
  machine.at(10 * kWindow + 1, [&] { woken.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return trace.cpu;
}

TEST(WakeAffineTest, AThreadGoesToTheWakersCpuIfThatHasLessLoad) {
  EXPECT_EQ(woken_on(9000, 1000), 1);
  EXPECT_EQ(woken_on(1000, 9000), 0);
}

// The threshold favours the waker's CPU by 8 per cent.
TEST(WakeAffineTest, NearlyEqualLoadsCountAsLess) {
  EXPECT_EQ(woken_on(5000, 5000), 1);
  EXPECT_EQ(woken_on(5000, 5300), 1);
  EXPECT_EQ(woken_on(5000, 5600), 0);
}

class LoadAverageTest : public ::testing::Test {
 protected:
  SimTime at(SimTime now, SimTime busy, SimTime window) {
    return load_.at(now, window, [busy] { return busy; });
  }
  LoadAverage load_;
};

TEST_F(LoadAverageTest, IsTheBusyShareSinceTheLastLookAWindowAgo) {
  EXPECT_EQ(at(50, 50, 100), 0) << "no window is over yet";
  EXPECT_EQ(at(100, 75, 100), 750);
  EXPECT_EQ(at(199, 174, 100), 750);
  EXPECT_EQ(at(300, 75, 100), 0);
  load_.add(400);
  EXPECT_EQ(at(301, 75, 100), 400);
  load_.add(-500);
  EXPECT_EQ(at(302, 75, 100), 0) << "never below nothing";
}

TEST_F(LoadAverageTest, WithoutAWindowIsTheBusyShareSinceTheLastLook) {
  EXPECT_EQ(at(0, 0, 0), 0);
  EXPECT_EQ(at(100, 75, 0), 750);
  EXPECT_EQ(at(100, 75, 0), 750) << "twice at one instant";
  EXPECT_EQ(at(200, 85, 0), 100);
}

Process spin(Machine& machine, Thread& self, SimTime deadline, Trace& trace) {
  co_await self.spin_until(deadline);
  trace.ended = machine.now();
  self.exit();
}

TEST(SpinTest, KeepsTheCpuUntilTheDeadline) {
  Machine machine(1);
  Thread& spinner = machine.bound(0);
  Thread& waiting = machine.bound(0);
  Trace trace;
  Trace waiting_trace;
  machine.launch(spinner, spin(machine, spinner, 1000, trace));
  machine.launch(waiting, compute(machine, waiting, 10, waiting_trace));
  machine.run();
  EXPECT_EQ(trace.ended, 1000);
  EXPECT_EQ(waiting_trace.ended, 1010);
  EXPECT_EQ(machine.processors().busy(), 1010);
}

TEST(SpinTest, EndsTheHandoverAfterItIsStopped) {
  Machine machine(1);
  Thread& spinner = machine.bound(0);
  Trace trace;
  machine.launch(spinner, spin(machine, spinner, 1000, trace));
  machine.at(400, [&] { spinner.stop_spinning(30); });
  machine.run();
  EXPECT_EQ(trace.ended, 430);
  EXPECT_EQ(machine.processors().busy(), 430);
}

// One thread of a random crowd.
struct Plan {
  bool bound;
  int cpu;
  std::vector<std::pair<SimTime, SimTime>> rounds;  // of computing and pausing
};

Process follow(Thread& self, const Plan& plan) {
  for (const auto& [computing, pause] : plan.rounds) {
    co_await self.compute(computing);
    co_await self.cond_resched();
    co_await self.delay(pause);
  }
  self.exit();
}

constexpr int kCpus = 3;

rc::Gen<Plan> plan() {
  auto time = rc::gen::inRange<SimTime>(0, 5000);
  return rc::gen::construct<Plan>(
      rc::gen::arbitrary<bool>(), rc::gen::inRange(0, kCpus),
      rc::gen::container<std::vector<std::pair<SimTime, SimTime>>>(rc::gen::pair(time, time)));
}

struct Interrupt {
  SimTime at;
  int cpu;
  SimTime cost;
};

rc::Gen<Interrupt> interrupt() {
  return rc::gen::construct<Interrupt>(rc::gen::inRange<SimTime>(0, 100'000), rc::gen::inRange(0, kCpus),
                                       rc::gen::inRange<SimTime>(0, 3000));
}

struct Crowd {
  std::vector<Plan> plans = *rc::gen::container<std::vector<Plan>>(plan());
  std::vector<Interrupt> interrupts = *rc::gen::container<std::vector<Interrupt>>(interrupt());

  void populate(Machine& machine) const {
    for (const Plan& each : plans) {
      Thread& thread = each.bound ? machine.bound(each.cpu) : machine.unbound(each.cpu);
      machine.launch(thread, follow(thread, each));
    }
    for (const Interrupt& each : interrupts) {
      machine.at(each.at, [&machine, each] { machine.cpu(each.cpu).steal(each.cost); });
    }
  }
  void run_on(Machine& machine) const {
    populate(machine);
    machine.run();
  }

  SimTime work() const {
    SimTime total = 0;
    for (const Plan& each : plans) {
      for (const auto& [computing, pause] : each.rounds) total += computing;
    }
    for (const Interrupt& each : interrupts) total += each.cost;
    return total;
  }
};

RC_GTEST_PROP(CrowdTest, EverybodyEndsAndTheCpusWereBusyForTheWorkOfAll, ()) {
  const Crowd crowd;
  Machine machine(kCpus, {.slice = 5000, .wakeup_granularity = 1000});
  crowd.run_on(machine);
  RC_ASSERT(machine.all_done());
  RC_ASSERT(machine.processors().busy() == crowd.work());
}

RC_GTEST_PROP(CrowdTest, NoCpuIsBusyForLongerThanTimePassed, ()) {
  const Crowd crowd;
  Machine machine(kCpus, kCosts);
  crowd.run_on(machine);
  RC_ASSERT(machine.all_done());
  const SimTime end = std::max(machine.now(), machine.cpu(0).interrupt_until());
  for (Cpu& cpu : machine.processors().cpus()) {
    RC_ASSERT(cpu.busy() <= std::max(end, cpu.interrupt_until()));
    RC_ASSERT(cpu.idle());
  }
}

// A step never goes straight on: each compute() waits for an event of its own.
RC_GTEST_PROP(CrowdTest, GoingStraightOnChangesNothing, ()) {
  const Crowd crowd;
  Machine machine(kCpus, kCosts);
  crowd.run_on(machine);
  Machine stepped(kCpus, kCosts);
  crowd.populate(stepped);
  while (stepped.core().step()) continue;
  RC_ASSERT(machine.core().events() == stepped.core().events());
  RC_ASSERT(machine.core().digest() == stepped.core().digest());
  RC_ASSERT(machine.processors().busy() == stepped.processors().busy());
}

}  // namespace
}  // namespace loopsim::sim
