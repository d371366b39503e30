// SPDX-License-Identifier: GPL-2.0
#include "sim/event_queue.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/event.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {
namespace {

// An event that means nothing to anybody.
struct Idle final : Event {
  Idle() : Event([](void*) {}, nullptr) {}
};

// The queue beside the plainest thing that keeps the same order.
class QueueAndModel {
 public:
  explicit QueueAndModel(std::size_t events) {
    for (std::size_t number = 0; number < events; ++number) events_.emplace_back();
  }

  // Inserts event `number` so long after the last popped one, or removes it if it is pending.
  void insert_or_remove(std::size_t number, SimTime delay) {
    Event& event = events_[number];
    if (event.scheduled()) {
      queue_.remove(event);
      const auto erased = model_.erase(keys_[number]);
      RC_ASSERT(erased == 1U);
      RC_ASSERT(!event.scheduled());
      return;
    }
    const Key key{floor_ + delay, ++sequence_, number};
    queue_.insert(event, floor_ + delay);
    model_.insert(key);
    keys_[number] = key;
    RC_ASSERT(event.scheduled());
    RC_ASSERT(event.at() == floor_ + delay);
  }

  void pop() {
    if (model_.empty()) return;
    Event& event = *queue_.front();
    queue_.pop();
    floor_ = event.at();
    model_.erase(model_.begin());
    RC_ASSERT(!event.scheduled());
  }

  // Nothing is inserted before so long after the last popped one from now on, if nothing is due until then.
  void advance(SimTime delay) {
    if (!queue_.none_until(floor_ + delay)) return;
    floor_ += delay;
    queue_.advance(floor_);
  }

  bool empty() const { return model_.empty(); }

  void check() const {
    RC_ASSERT(queue_.size() == model_.size());
    RC_ASSERT(queue_.empty() == model_.empty());
    const Event* expected = model_.empty() ? nullptr : &events_[std::get<2>(*model_.begin())];
    RC_ASSERT(queue_.front() == expected);
    const SimTime first = model_.empty() ? floor_ + kSecond : std::get<0>(*model_.begin());
    for (const SimTime at : {floor_, floor_ + 1, first - 1, first, first + 1, first + 128, first + kSecond}) {
      if (at >= floor_) RC_ASSERT(queue_.none_until(at) == (model_.empty() || at < first));
    }
    std::vector<const Event*> due;
    for (const auto& [at, sequence, number] : model_) {
      if (at != std::get<0>(*model_.begin())) break;
      due.push_back(&events_[number]);
    }
    const std::vector<Event*> simultaneous = queue_.simultaneous();
    RC_ASSERT(std::vector<const Event*>(simultaneous.begin(), simultaneous.end()) == due);
  }

 private:
  using Key = std::tuple<SimTime, std::uint64_t, std::size_t>;

  EventQueue queue_;
  std::deque<Idle> events_;
  std::set<Key> model_;
  std::vector<Key> keys_ = std::vector<Key>(64);
  SimTime floor_ = 0;
  std::uint64_t sequence_ = 0;
};

// Delays that tie, that share a bucket, that fill the wheel, that fall about its edge, and that lie far beyond it.
rc::Gen<SimTime> delay() {
  constexpr SimTime kWheel = SimTime{4096} * 128;
  return rc::gen::weightedOneOf<SimTime>({{2, rc::gen::just<SimTime>(0)},
                                          {3, rc::gen::inRange<SimTime>(0, 128)},
                                          {5, rc::gen::inRange<SimTime>(0, kWheel)},
                                          {3, rc::gen::inRange<SimTime>(kWheel - 600, kWheel + 600)},
                                          {2, rc::gen::inRange<SimTime>(kWheel, 4 * kWheel)},
                                          {1, rc::gen::inRange<SimTime>(kSecond, 1000 * kSecond)}});
}

struct Step {
  int kind;  // pop or advance, each once in four
  std::size_t number;
  SimTime delay;
};

rc::Gen<std::vector<Step>> steps() {
  return rc::gen::container<std::vector<Step>>(
      rc::gen::construct<Step>(rc::gen::inRange(0, 4), rc::gen::inRange<std::size_t>(0, 64), delay()));
}

RC_GTEST_PROP(EventQueueTest, KeepsTheOrderOfASortedSet, ()) {
  QueueAndModel both(64);
  for (const Step& step : *rc::gen::scale(4, steps())) {
    if (step.kind == 0) {
      both.pop();
    } else if (step.kind == 1) {
      both.advance(step.delay);
    } else {
      both.insert_or_remove(step.number, step.delay);
    }
    both.check();
  }
  while (!both.empty()) {
    both.pop();
    both.check();
  }
}

TEST(EventQueueTest, IsEmptyAtFirst) {
  const EventQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.front(), nullptr);
  EXPECT_TRUE(queue.simultaneous().empty());
}

TEST(EventQueueTest, SimultaneousEventsComeInTheOrderOfTheirScheduling) {
  EventQueue queue;
  std::deque<Idle> events;
  for (int number = 0; number < 3; ++number) events.emplace_back();
  queue.insert(events[1], 500);
  queue.insert(events[2], 500);
  queue.insert(events[0], 500);
  EXPECT_EQ(queue.simultaneous(), (std::vector<Event*>{&events[1], &events[2], &events[0]}));
}

// An event that was far away when it was scheduled, and a later one scheduled when the same instant was near.
TEST(EventQueueTest, AFarEventKeepsItsPlaceBeforeANearOneOfTheSameInstant) {
  EventQueue queue;
  Idle stepping_stone;
  Idle scheduled_from_afar;
  Idle scheduled_nearby;
  queue.insert(scheduled_from_afar, 10 * kMillisecond);
  queue.insert(stepping_stone, 10 * kMillisecond - 5);
  queue.pop();
  queue.insert(scheduled_nearby, 10 * kMillisecond);
  EXPECT_EQ(queue.simultaneous(), (std::vector<Event*>{&scheduled_from_afar, &scheduled_nearby}));
  queue.pop();
  EXPECT_EQ(queue.front(), &scheduled_nearby);
}

// One event that moves on and on passes every bucket of the wheel many times over, from every place within a bucket.
TEST(EventQueueTest, TheWheelTurnsRoundAndRound) {
  EventQueue queue;
  Idle pending;
  Idle companion;
  SimTime now = 0;
  for (int turn = 0; turn < 20'000; ++turn) {
    const SimTime next = now + 1 + (turn * SimTime{7919}) % 1'000'003;
    queue.insert(pending, next);
    queue.insert(companion, next + 1);
    ASSERT_EQ(queue.front(), &pending);
    queue.pop();
    ASSERT_EQ(queue.front(), &companion);
    queue.pop();
    ASSERT_TRUE(queue.empty());
    now = next + 1;
  }
}

}  // namespace
}  // namespace loopsim::sim
