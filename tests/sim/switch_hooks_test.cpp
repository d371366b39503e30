// SPDX-License-Identifier: GPL-2.0
#include "sim/switch_hooks.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/trace.hpp"

namespace loopsim::sim {
namespace {

// Writes down what it is told, and has the thread spend `first` whenever it is switched to.
struct Hooks final : SwitchHooks {
  void going_to_sleep(Thread&) override { ++slept; }
  SimTime switched_in(Thread&, SimTime at) override {
    begins.push_back(at);
    return first;
  }
  SimTime first = 0;
  int slept = 0;
  std::vector<SimTime> begins;
};

// A machine of two CPUs where threads that have hooks go to sleep and write down when they go on.
class SwitchHooksTest : public testing::Test {
 protected:
  // Has `thread` sleep until it is woken, once.
  void sleeps(Thread& thread) {
    thread.set_hooks(&hooks_);
    machine_.park(thread, goes_on(thread));
  }
  Process goes_on(Thread& self) {
    went_on_.push_back(machine_.now());
    self.exit();
    co_return;
  }
  // Woken by an interrupt on CPU 0.
  void wake_at(SimTime time, Thread& thread) {
    machine_.at(time, [this, &thread] { thread.wake(machine_.interrupt_on(0)); });
  }

  Machine machine_{2, kCosts};
  Hooks hooks_;
  std::vector<SimTime> went_on_;
};

TEST_F(SwitchHooksTest, HearOfEverySleepThatHappens) {
  Thread& thread = machine_.bound(0);
  thread.set_hooks(&hooks_);
  auto body = [](Thread& self) -> Process {
    co_await self.compute(100);
    co_await self.delay(50);
    co_await self.sleep();
    self.wake(Context(self));
    co_await self.sleep();  // that wake came first
    self.exit();
  };
  machine_.launch(thread, body(thread));
  machine_.at(120, [&] {
    EXPECT_EQ(hooks_.slept, 1);
    EXPECT_EQ(hooks_.begins.size(), 1U);
  });
  wake_at(1000, thread);
  machine_.run();
  EXPECT_TRUE(machine_.all_done());
  EXPECT_EQ(hooks_.slept, 2);
  EXPECT_EQ(hooks_.begins.size(), 3U);
}

TEST_F(SwitchHooksTest, ThreadGoesOnAtTheEndOfWhatItDoesFirstByOneEvent) {
  Thread& thread = machine_.bound(0);
  hooks_.first = 2000;
  sleeps(thread);
  wake_at(1000, thread);
  machine_.run();
  EXPECT_EQ(hooks_.begins, (std::vector<SimTime>{1000 + 7 + 100}));
  EXPECT_EQ(went_on_, (std::vector<SimTime>{1107 + 2000}));
  EXPECT_EQ(machine_.core().events(), 2U) << "the interrupt is the other";
  EXPECT_EQ(machine_.processors().busy(), 7 + 50 + 2000);
  EXPECT_EQ(thread.times().cpu, 2000) << "the switch is the CPU's";
  EXPECT_EQ(thread.times().asleep, 1000) << "until it was woken";
}

TEST_F(SwitchHooksTest, InterruptsBeforeItAndDuringItMakeItLater) {
  Thread& thread = machine_.bound(0);
  hooks_.first = 2000;
  sleeps(thread);
  wake_at(1000, thread);
  machine_.at(1050, [&] { machine_.cpu(0).steal(30); });
  machine_.at(2000, [&] { machine_.cpu(0).steal(400); });
  machine_.at(2100, [&] { machine_.cpu(1).steal(5000); });
  machine_.run();
  EXPECT_EQ(went_on_, (std::vector<SimTime>{1107 + 30 + 2000 + 400}));
}

TEST_F(SwitchHooksTest, WakeUpThatComesFirstIsNoSwitch) {
  Thread& thread = machine_.bound(0);
  thread.set_hooks(&hooks_);
  hooks_.first = 2000;
  auto body = [](Machine& on, Thread& self) -> Process {
    EXPECT_EQ(on.now(), 2000) << "launched";
    self.wake(Context(self));
    co_await self.sleep();
    EXPECT_EQ(on.now(), 2000);
    co_await self.sleep();
    EXPECT_EQ(on.now(), 3000 + 7 + 100 + 2000);
    self.exit();
  };
  machine_.launch(thread, body(machine_, thread));
  wake_at(3000, thread);
  machine_.run();
  EXPECT_TRUE(machine_.all_done());
}

TEST_F(SwitchHooksTest, ThreadThatIsQueuedBeginsWhenItIsSwitchedTo) {
  Thread& running = machine_.bound(0);
  Thread& thread = machine_.bound(0);
  hooks_.first = 2000;
  sleeps(thread);
  Trace ignored;
  machine_.launch(running, compute(machine_, running, 10'000, ignored));
  wake_at(1000, thread);
  machine_.at(9000, [&] { EXPECT_TRUE(hooks_.begins.empty()); });
  machine_.run();
  EXPECT_EQ(hooks_.begins, (std::vector<SimTime>{10'000 + 7 + 50}));
  EXPECT_EQ(went_on_, (std::vector<SimTime>{10'057 + 2000}));
  EXPECT_EQ(thread.times().cpu_wait, 9007);
}

TEST_F(SwitchHooksTest, ThreadThatMovedLivesThroughItsMigrationFirst) {
  Thread& running = machine_.bound(0);
  Thread& thread = machine_.unbound(0);
  hooks_.first = 2000;
  sleeps(thread);
  Trace ignored;
  machine_.launch(running, compute(machine_, running, 10'000, ignored));
  wake_at(1000, thread);
  machine_.run();
  EXPECT_EQ(thread.cpu().index(), 1);
  EXPECT_EQ(hooks_.begins, (std::vector<SimTime>{1000 + 300}));
  EXPECT_EQ(went_on_, (std::vector<SimTime>{1300 + 20 + 2000}));
  EXPECT_EQ(thread.pending(), 0);
}

// What it does first counts as any run time: who waits meanwhile is preferred once that is more than the granularity.
TEST_F(SwitchHooksTest, WhatIsDoneFirstCountsForPreemption) {
  for (const SimTime first : {900, 1100}) {
    Machine machine(1, kCosts);
    Thread& thread = machine.bound(0);
    Thread& other = machine.bound(0);
    Hooks hooks;
    hooks.first = first;
    thread.set_hooks(&hooks);
    auto body = [first](Thread& self) -> Process {
      EXPECT_EQ(self.need_resched(), first > 1000);
      self.exit();
      co_return;
    };
    auto nothing = [](Thread& self) -> Process {
      self.exit();
      co_return;
    };
    machine.launch(thread, body(thread));
    machine.launch(other, nothing(other));
    machine.run();
    EXPECT_TRUE(machine.all_done());
  }
}

TEST_F(SwitchHooksTest, ThreadThatForgoesWhatItWouldDoFirstGoesOnWhenItHasItsCpu) {
  Thread& thread = machine_.bound(0);
  hooks_.first = 2000;
  sleeps(thread);
  wake_at(1000, thread);
  machine_.at(1050, [&] {
    machine_.cpu(0).steal(30);
    thread.forgo(2000);
  });
  machine_.run();
  EXPECT_EQ(went_on_, (std::vector<SimTime>{1107 + 30}));
  EXPECT_EQ(machine_.processors().busy(), 7 + 50 + 30);
  EXPECT_EQ(thread.times().cpu, 0);
}

TEST_F(SwitchHooksTest, ThreadThatForgoesWhatItWouldDoFirstStillWaitsForInterrupts) {
  Thread& thread = machine_.bound(0);
  hooks_.first = 2000;
  sleeps(thread);
  wake_at(1000, thread);
  machine_.at(1050, [&] {
    thread.forgo(2000);
    machine_.cpu(0).steal(400);
  });
  machine_.run();
  EXPECT_EQ(went_on_, (std::vector<SimTime>{1107 + 400}));
}

}  // namespace
}  // namespace loopsim::sim
