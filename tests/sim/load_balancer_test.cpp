// SPDX-License-Identifier: GPL-2.0
#include "sim/load_balancer.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/trace.hpp"

namespace loopsim::sim {
namespace {

// One CPU is busy until 5000, with a thread behind, the other until 1000: when and where the one behind gets done.
Trace wait_behind_a_busy_cpu(Thread::Affinity affinity, SimTime cache_hot) {
  SchedulerCosts costs = kCosts;
  costs.cache_hot = cache_hot;
  Machine machine(2, costs);
  Thread& busy_for_long = machine.bound(0);
  Thread& busy_for_a_while = machine.bound(1);
  Thread& waiting = affinity == Thread::Affinity::bound ? machine.bound(0) : machine.unbound(0);
  Trace ignored;
  Trace trace;
  machine.launch(busy_for_long, compute(machine, busy_for_long, 5000, ignored));
  machine.launch(busy_for_a_while, compute(machine, busy_for_a_while, 1000, ignored));
  machine.launch(waiting, compute(machine, waiting, 10, trace));
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return trace;
}

TEST(PullTest, ACpuThatGoesIdleTakesAThreadThatWaitsForAnother) {
  const Trace trace = wait_behind_a_busy_cpu(Thread::Affinity::unbound, 500);
  EXPECT_EQ(trace.cpu, 1);
  EXPECT_EQ(trace.ended, 1000 + kCosts.context_switch + kCosts.migration + 10);
}

TEST(PullTest, AThreadWithHotCachesStays) {
  const Trace trace = wait_behind_a_busy_cpu(Thread::Affinity::unbound, 2000);
  EXPECT_EQ(trace.cpu, 0);
  EXPECT_EQ(trace.ended, 5000 + kCosts.context_switch + 10);
}

TEST(PullTest, ABoundThreadStays) {
  const Trace trace = wait_behind_a_busy_cpu(Thread::Affinity::bound, 0);
  EXPECT_EQ(trace.cpu, 0);
  EXPECT_EQ(trace.ended, 5000 + kCosts.context_switch + 10);
}

constexpr SimTime kBalance = 10'000;

// Caches never cool down; the balancer looks every kBalance.
SchedulerCosts balanced() {
  SchedulerCosts costs = kCosts;
  costs.cache_hot = kNever;
  costs.balance_interval = kBalance;
  return costs;
}

// A bound thread computes on CPU 0, and one that may leave queues behind it from `since` on. CPU 1 idles.
Trace queue_from(SimTime since, const SchedulerCosts& costs) {
  Machine machine(2, costs);
  Thread& running = machine.bound(0);
  Thread& waiting = machine.unbound(0);
  Trace ignored;
  Trace trace;
  machine.launch(running, compute(machine, running, 100'000, ignored));
  machine.at(since, [&] { machine.launch(waiting, compute(machine, waiting, 10, trace)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return trace;
}

TEST(BalanceTest, AnIdleCpuTakesAColdThreadAtTheNextTickWheneverItBeganToQueue) {
  SchedulerCosts costs = balanced();
  costs.cache_hot = 5000;
  for (const SimTime since : {SimTime{1}, SimTime{3000}, SimTime{9999}}) {
    const Trace trace = queue_from(since, costs);
    EXPECT_EQ(trace.cpu, 1);
    EXPECT_EQ(trace.ended, kBalance + kCosts.wake_remote + kCosts.migration + 10);
  }
}

TEST(BalanceTest, AnIdleCpuTakesAHotThreadAfterTwoLooksInVain) {
  const Trace trace = queue_from(1, balanced());
  EXPECT_EQ(trace.cpu, 1);
  EXPECT_EQ(trace.ended, 3 * kBalance + kCosts.wake_remote + kCosts.migration + 10);
}

TEST(BalanceTest, ABoundThreadIsNotTaken) {
  Machine machine(2, balanced());
  Thread& running = machine.bound(0);
  Thread& waiting = machine.bound(0);
  Trace ignored;
  Trace trace;
  machine.launch(running, compute(machine, running, 100'000, ignored));
  machine.launch(waiting, compute(machine, waiting, 10, trace));
  machine.run();
  EXPECT_EQ(trace.cpu, 0);
  EXPECT_EQ(trace.ended, 100'000 + kCosts.context_switch + 10);
}

TEST(BalanceTest, WithoutAnIntervalNobodyIsTaken) {
  SchedulerCosts costs = balanced();
  costs.balance_interval = 0;
  EXPECT_EQ(queue_from(1, costs).cpu, 0);
}

TEST(BalanceTest, EveryIdleCpuTakesOne) {
  Machine machine(3, balanced());
  Thread& running = machine.bound(0);
  Thread& first = machine.unbound(0);
  Thread& second = machine.unbound(0);
  Trace ignored;
  Trace first_trace;
  Trace second_trace;
  machine.launch(running, compute(machine, running, 100'000, ignored));
  machine.launch(first, compute(machine, first, 10, first_trace));
  machine.launch(second, compute(machine, second, 10, second_trace));
  machine.run();
  EXPECT_EQ(first_trace.ended, second_trace.ended);
  EXPECT_NE(first_trace.cpu, second_trace.cpu);
}

// Computes in portions, and writes down when it first found itself on another CPU.
Process portions(Machine& machine, Thread& self, SimTime portion, int count, Trace& moved) {
  const int home = self.cpu().index();
  for (int left = count; left > 0; --left) {
    co_await self.compute(portion);
    co_await self.cond_resched();
    if (moved.cpu < 0 && self.cpu().index() != home) {
      moved.cpu = self.cpu().index();
      moved.woken = machine.now();
    }
  }
  self.exit();
}

// One thread keeps CPU 1 busy, and `count` that may leave compete for CPU 0: when the first of them found itself on the
// other, -1 if none did within a hundred looks of the balancer.
SimTime first_move(int count) {
  SchedulerCosts costs = balanced();
  costs.cache_hot = 0;
  costs.load_window = kBalance;
  Machine machine(2, costs);
  Thread& busy = machine.bound(1);
  Trace ignored;
  machine.launch(busy, portions(machine, busy, 1000, 1000, ignored));
  std::vector<Trace> moved(static_cast<std::size_t>(count));
  for (Trace& trace : moved) {
    Thread& thread = machine.unbound(0);
    machine.launch(thread, portions(machine, thread, 1000, 1000, trace));
  }
  machine.core().run_until(100 * kBalance);
  SimTime first = kNever;
  for (const Trace& trace : moved) first = trace.cpu < 0 ? first : std::min(first, trace.woken);
  machine.run();
  return first == kNever ? -1 : first;
}

// A thread's own slices come between the look and its first step.
constexpr SimTime kTurns = 5 * 5000;

TEST(BalanceTest, ABusyCpuTakesOverLoadAtEverySixteenthTick) {
  EXPECT_EQ(first_move(1), -1);
  const SimTime first = first_move(3);
  EXPECT_GT(first, 16 * kBalance);
  EXPECT_LT(first, 16 * kBalance + kTurns);
}

// Half a thread more than the average is too little to move a whole one; after a look in vain it is not.
TEST(BalanceTest, ABusyCpuTakesMoreThanItShouldAfterALookInVain) {
  const SimTime first = first_move(2);
  EXPECT_GT(first, 32 * kBalance);
  EXPECT_LT(first, 32 * kBalance + kTurns);
}

// A bound thread queues behind an unbound one that need not yield to it for long.
Trace queue_behind_a_running_thread(Thread::Affinity affinity_of_running, SimTime& waiting_ended) {
  SchedulerCosts costs = balanced();
  costs.slice = kSecond;
  costs.wakeup_granularity = kSecond;
  Machine machine(2, costs);
  Thread& running = affinity_of_running == Thread::Affinity::bound ? machine.bound(0) : machine.unbound(0);
  Thread& waiting = machine.bound(0);
  Trace moved;
  Trace trace;
  machine.launch(running, portions(machine, running, 1000, 100, moved));
  machine.launch(waiting, compute(machine, waiting, 10, trace));
  machine.run();
  EXPECT_TRUE(machine.all_done());
  waiting_ended = trace.ended;
  return moved;
}

// Three looks find nothing to take; the fourth has the running thread leave at its next rescheduling point.
TEST(BalanceTest, AThreadThatOthersQueueBehindIsPushedAfterThreeLooks) {
  SimTime waiting_ended = 0;
  const Trace moved = queue_behind_a_running_thread(Thread::Affinity::unbound, waiting_ended);
  EXPECT_EQ(moved.cpu, 1);
  EXPECT_GE(moved.woken, 4 * kBalance);
  EXPECT_LT(moved.woken, 5 * kBalance);
  EXPECT_LT(waiting_ended, 5 * kBalance);
}

Process compute_sleep_and_compute(Machine& machine, Thread& self, SimTime before, SimTime after, Trace& trace) {
  co_await self.compute(before);
  co_await self.sleep();
  co_await self.compute(after);
  co_await self.cond_resched();
  co_await self.compute(after);
  trace.ended = machine.now();
  self.exit();
}

// It sleeps before it comes to a preemption point, and is woken on the CPU that it was to leave for.
TEST(BalanceTest, AThreadThatSleepsBeforeItIsPushedIsNotPushedLater) {
  Machine machine(2,
                  {.slice = kSecond, .cache_hot = kNever, .balance_interval = kBalance, .wakeup_granularity = kSecond});
  Thread& running = machine.unbound(0);
  Thread& waiting = machine.bound(0);
  Thread& other = machine.bound(1);
  Trace trace;
  Trace of_waiting;
  Trace of_other;
  machine.launch(running, compute_sleep_and_compute(machine, running, 5 * kBalance, 1000, trace));
  machine.launch(waiting, compute(machine, waiting, 10 * kBalance, of_waiting));
  machine.park(other, compute(machine, other, 1000, of_other));
  machine.at(6 * kBalance, [&] { running.wake(machine.interrupt_on(1)); });
  machine.at(6 * kBalance + 500, [&] { other.wake(machine.interrupt_on(1)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(trace.ended, 6 * kBalance + 2000);
  EXPECT_EQ(of_other.ended, 6 * kBalance + 3000);
}

TEST(BalanceTest, ABoundThreadIsNotPushed) {
  SimTime waiting_ended = 0;
  const Trace moved = queue_behind_a_running_thread(Thread::Affinity::bound, waiting_ended);
  EXPECT_EQ(moved.cpu, -1);
  EXPECT_GT(waiting_ended, 100'000);
}

}  // namespace
}  // namespace loopsim::sim
