// SPDX-License-Identifier: GPL-2.0
#include "sim/tag_set.hpp"

#include <cstddef>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

TEST(TagSetTest, GivesOutEveryTagOnceAndThenNone) {
  TagSet tags(128);
  std::set<int> given;
  for (int count = 0; count < 128; ++count) given.insert(tags.try_get());
  EXPECT_EQ(given.size(), 128U);
  EXPECT_EQ(*given.begin(), 0);
  EXPECT_EQ(*given.rbegin(), 127);
  EXPECT_EQ(tags.in_use(), 128);
  EXPECT_EQ(tags.try_get(), TagSet::kNone);
}

// sbq_calc_wake_batch(): the depth over eight wait queues, from one to eight.
TEST(TagSetTest, WakesInBatchesOfAnEighthOfTheDepthAndAtMostEight) {
  EXPECT_EQ(TagSet::wake_batch_of(1), 1);
  EXPECT_EQ(TagSet::wake_batch_of(15), 1);
  EXPECT_EQ(TagSet::wake_batch_of(16), 2);
  EXPECT_EQ(TagSet::wake_batch_of(63), 7);
  EXPECT_EQ(TagSet::wake_batch_of(64), 8);
  EXPECT_EQ(TagSet::wake_batch_of(128), 8);
  EXPECT_EQ(TagSet::wake_batch_of(1023), 8);
}

Task<int> next_tag(TagSet& tags, Thread& self) {
  int tag = tags.try_get();
  while (tag == TagSet::kNone) {
    co_await tags.wait(self);
    tag = tags.try_get();
  }
  co_return tag;
}

Process get(Machine& machine, TagSet& tags, Thread& self, std::vector<SimTime>& got_at) {
  const int tag = co_await next_tag(tags, self);
  EXPECT_NE(tag, TagSet::kNone);
  got_at.push_back(machine.now());
  self.exit();
}

TEST(TagSetTest, EightFreedTagsOf128WakeEight) {
  constexpr int kWaiters = 12;
  Machine machine(kWaiters);
  TagSet tags(128);
  for (int tag = 0; tag < 128; ++tag) static_cast<void>(tags.try_get());
  std::vector<SimTime> got_at;
  for (int cpu = 0; cpu < kWaiters; ++cpu) {
    Thread& thread = machine.bound(cpu);
    machine.launch(thread, get(machine, tags, thread, got_at));
  }
  for (int tag = 0; tag < 16; ++tag) {
    machine.at(SimTime{100} * (tag + 1), [&, tag] { tags.put(tag, machine.interrupt_on(0)); });
  }
  machine.at(50, [&] { EXPECT_EQ(tags.waiters(), kWaiters); });
  machine.at(750, [&] { EXPECT_EQ(tags.waiters(), kWaiters); });
  machine.at(850, [&] { EXPECT_EQ(tags.waiters(), kWaiters - 8); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(got_at, (std::vector<SimTime>{800, 800, 800, 800, 800, 800, 800, 800, 1600, 1600, 1600, 1600}));
  EXPECT_EQ(tags.in_use(), 128 - 16 + 12);
}

TEST(TagSetTest, WaitersAreWokenInTheOrderOfArrival) {
  constexpr int kWaiters = 4;
  Machine machine(kWaiters);
  TagSet tags(1);
  static_cast<void>(tags.try_get());
  std::vector<int> order;
  auto body = [](TagSet& set, Thread& self, std::vector<int>& got) -> Process {
    const int tag = co_await next_tag(set, self);
    got.push_back(self.cpu().index());
    co_await self.compute(10);
    set.put(tag, Context(self));
    self.exit();
  };
  for (const int cpu : {2, 0, 3, 1}) {
    Thread& thread = machine.bound(cpu);
    machine.launch(thread, body(tags, thread, order));
  }
  machine.at(100, [&] { tags.put(0, machine.interrupt_on(0)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(order, (std::vector<int>{2, 0, 3, 1}));
}

// A wake-up that was meant for something else makes a waiter look again. It must not stand in the queue twice
// afterwards: the second wake-up would be lost on it.
TEST(TagSetTest, AStrayWakeUpCostsNobodyHisTurn) {
  Machine machine(3);
  TagSet tags(1);
  const int taken = tags.try_get();
  std::vector<SimTime> got_at;
  auto body = [](Machine& on, TagSet& set, Thread& self, std::vector<SimTime>& got) -> Process {
    const int tag = co_await next_tag(set, self);
    got.push_back(on.now());
    co_await self.compute(10);
    set.put(tag, Context(self));
    self.exit();
  };
  Thread& startled = machine.bound(0);
  Thread& patient = machine.bound(1);
  machine.launch(startled, body(machine, tags, startled, got_at));
  machine.at(50, [&] { startled.wake(machine.interrupt_on(2)); });
  machine.at(60, [&] { machine.launch(patient, body(machine, tags, patient, got_at)); });
  machine.at(100, [&] { tags.put(taken, machine.interrupt_on(2)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(got_at, (std::vector<SimTime>{100, 110}));
}

// Which tags are out, by what the set gave.
class Guard {
 public:
  explicit Guard(const TagSet& tags) : tags_(tags) {}

  void taken(int tag) {
    RC_ASSERT(tag >= 0);
    RC_ASSERT(tag < tags_.depth());
    RC_ASSERT(out_.insert(tag).second);
    RC_ASSERT(tags_.in_use() == static_cast<int>(out_.size()));
  }
  void about_to_return(int tag) { out_.erase(tag); }

 private:
  const TagSet& tags_;
  std::set<int> out_;
};

using Holds = std::vector<SimTime>;

Process take_turns(TagSet& tags, Guard& guard, Thread& self, const Holds& holds) {
  for (const SimTime hold : holds) {
    const int tag = co_await next_tag(tags, self);
    guard.taken(tag);
    co_await self.compute(hold);
    guard.about_to_return(tag);
    tags.put(tag, Context(self));
    co_await self.cond_resched();
  }
  self.exit();
}

RC_GTEST_PROP(TagSetCrowdTest, NoTagIsOutTwiceAndNobodyStarves, ()) {
  const int depth = *rc::gen::inRange(1, 40);
  const auto crowd = *rc::gen::container<std::vector<Holds>>(
      *rc::gen::inRange<std::size_t>(1, 60), rc::gen::container<Holds>(rc::gen::inRange<SimTime>(0, 300)));
  const int cpus = *rc::gen::inRange(1, 8);
  Machine machine(cpus,
                  {.wake_local = 30, .wake_remote = 90, .context_switch = 20, .slice = 500, .wakeup_granularity = 100});
  TagSet tags(depth);
  Guard guard(tags);
  for (std::size_t number = 0; number < crowd.size(); ++number) {
    Thread& thread = machine.unbound(static_cast<int>(number) % cpus);
    machine.launch(thread, take_turns(tags, guard, thread, crowd[number]));
  }
  machine.run();
  RC_ASSERT(machine.all_done());
  RC_ASSERT(tags.in_use() == 0);
  RC_ASSERT(tags.waiters() == 0);
}

}  // namespace
}  // namespace loopsim::sim
