// SPDX-License-Identifier: GPL-2.0
#include "sim/mutex.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

using Holds = std::vector<SimTime>;

struct Shared {
  Mutex mutex;
  int inside = 0;
  int most_inside = 0;
  std::vector<std::string> entered;
};

Process take_turns(Machine& machine, Shared& shared, Thread& self, Holds holds) {
  for (const SimTime hold : holds) {
    co_await shared.mutex.lock(self);
    shared.most_inside = std::max(shared.most_inside, ++shared.inside);
    shared.entered.push_back(self.name() + "@" + std::to_string(machine.now()));
    co_await self.compute(hold);
    --shared.inside;
    shared.mutex.unlock(Context(self));
    co_await self.cond_resched();
  }
  self.exit();
}

class MutexTest : public ::testing::Test {
 protected:
  Machine machine_{4};
  Shared shared_;
};

TEST_F(MutexTest, IsHandedOverInTheOrderOfArrival) {
  for (int cpu = 0; cpu < 3; ++cpu) {
    Thread& thread = machine_.bound(cpu);
    machine_.launch(thread, take_turns(machine_, shared_, thread, {100}));
  }
  machine_.run();
  EXPECT_TRUE(machine_.all_done());
  EXPECT_EQ(shared_.entered, (std::vector<std::string>{"thread.0@0", "thread.1@100", "thread.2@200"}));
  EXPECT_FALSE(shared_.mutex.locked());
}

TEST_F(MutexTest, IsLockedWhileSomebodyIsInside) {
  Thread& thread = machine_.bound(0);
  machine_.launch(thread, take_turns(machine_, shared_, thread, {100}));
  machine_.at(50, [this] { EXPECT_TRUE(shared_.mutex.locked()); });
  machine_.at(150, [this] { EXPECT_FALSE(shared_.mutex.locked()); });
  machine_.run();
}

TEST_F(MutexTest, AStrayWakeUpLetsNobodyIn) {
  Thread& owner = machine_.bound(0);
  Thread& waiter = machine_.bound(1);
  machine_.launch(owner, take_turns(machine_, shared_, owner, {100}));
  machine_.launch(waiter, take_turns(machine_, shared_, waiter, {10}));
  machine_.at(50, [&] { waiter.wake(machine_.interrupt_on(2)); });
  machine_.run();
  EXPECT_EQ(shared_.entered, (std::vector<std::string>{"thread.0@0", "thread.1@100"}));
}

RC_GTEST_PROP(MutexCrowdTest, OneIsInsideAtATimeAndEverybodyGetsIn, ()) {
  const auto crowd =
      *rc::gen::container<std::vector<Holds>>(rc::gen::container<Holds>(rc::gen::inRange<SimTime>(0, 300)));
  const int cpus = *rc::gen::inRange(1, 6);
  Machine machine(cpus,
                  {.wake_local = 30, .wake_remote = 90, .context_switch = 20, .slice = 500, .wakeup_granularity = 100});
  Shared shared;
  std::size_t turns = 0;
  for (std::size_t number = 0; number < crowd.size(); ++number) {
    Thread& thread = machine.unbound(static_cast<int>(number) % cpus);
    machine.launch(thread, take_turns(machine, shared, thread, crowd[number]));
    turns += crowd[number].size();
  }
  machine.run();
  RC_ASSERT(machine.all_done());
  RC_ASSERT(shared.most_inside <= 1);
  RC_ASSERT(shared.entered.size() == turns);
  RC_ASSERT(!shared.mutex.locked());
}

}  // namespace
}  // namespace loopsim::sim
