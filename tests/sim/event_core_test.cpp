// SPDX-License-Identifier: GPL-2.0
#include "sim/event_core.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/event.hpp"
#include "sim/time.hpp"
#include "tests/sim/timeline.hpp"

namespace loopsim::sim {
namespace {

class EventCoreTest : public ::testing::Test {
 protected:
  // Has `letter` written down at `time`.
  Event& write_at(SimTime time, char letter) {
    return timeline_.at(time, [this, letter] { written_ += letter; });
  }

  EventCore core_;
  Timeline timeline_{core_};
  std::string written_;
};

class Mailbox final : public Outward {
 public:
  void deliver() override { ++delivered_; }
  int delivered() const { return delivered_; }

 private:
  int delivered_ = 0;
};

TEST_F(EventCoreTest, StartsIdleAtTimeZero) {
  EXPECT_EQ(core_.now(), 0);
  EXPECT_TRUE(core_.idle());
  EXPECT_EQ(core_.next_time(), kNever);
  EXPECT_EQ(core_.events(), 0U);
}

TEST_F(EventCoreTest, FiresByTimeAndThenInTheOrderOfScheduling) {
  write_at(20, 'c');
  write_at(10, 'a');
  write_at(20, 'd');
  write_at(10, 'b');
  EXPECT_EQ(core_.next_time(), 10);
  core_.run_until(kNever);
  EXPECT_EQ(written_, "abcd");
  EXPECT_EQ(core_.events(), 4U);
}

TEST_F(EventCoreTest, AnEventMayScheduleAnotherForTheSameInstant) {
  timeline_.at(10, [this] {
    written_ += 'a';
    write_at(10, 'c');
  });
  write_at(10, 'b');
  EXPECT_EQ(core_.run_until(10), 10);
  EXPECT_EQ(written_, "abc");
}

TEST_F(EventCoreTest, TheLimitIsIncluded) {
  write_at(10, 'a');
  write_at(11, 'b');
  EXPECT_EQ(core_.run_until(10), 10);
  EXPECT_EQ(written_, "a");
  EXPECT_EQ(core_.next_time(), 11);
}

TEST_F(EventCoreTest, StandsAtTheLimitThoughNothingHappensThere) {
  write_at(10, 'a');
  EXPECT_EQ(core_.run_until(25), 25);
  EXPECT_EQ(core_.now(), 25);
  EXPECT_TRUE(core_.idle());
}

TEST_F(EventCoreTest, WithoutALimitStandsAtTheLastEvent) {
  write_at(10, 'a');
  write_at(40, 'b');
  EXPECT_EQ(core_.run_until(kNever), 40);
  EXPECT_EQ(core_.now(), 40);
}

TEST_F(EventCoreTest, ACancelledEventDoesNotFireAndMayBeScheduledAgain) {
  Event& event = write_at(10, 'a');
  core_.cancel(event);
  EXPECT_FALSE(event.scheduled());
  core_.run_until(20);
  EXPECT_EQ(written_, "");
  core_.schedule(event, 30);
  core_.run_until(kNever);
  EXPECT_EQ(written_, "a");
}

TEST_F(EventCoreTest, APostponedEventComesAfterThoseAlreadyScheduledForItsNewInstant) {
  Event& event = write_at(10, 'a');
  write_at(20, 'b');
  core_.postpone(event, 20);
  EXPECT_EQ(event.at(), 20);
  core_.run_until(kNever);
  EXPECT_EQ(written_, "ba");
}

TEST_F(EventCoreTest, PostponingMayBringAnEventForward) {
  Event& event = write_at(20, 'a');
  write_at(10, 'b');
  core_.postpone(event, 5);
  core_.run_until(kNever);
  EXPECT_EQ(written_, "ab");
}

TEST_F(EventCoreTest, StopsAtTheEndOfTheInstantInWhichSomethingWasPosted) {
  Mailbox mailbox;
  timeline_.at(10, [&] {
    written_ += 'a';
    core_.post(mailbox);
  });
  write_at(10, 'b');
  write_at(11, 'c');
  EXPECT_EQ(core_.run_until(100), 10);
  EXPECT_EQ(core_.now(), 10);
  EXPECT_EQ(written_, "ab");
  EXPECT_EQ(mailbox.delivered(), 0);
  core_.flush_outbox();
  EXPECT_EQ(mailbox.delivered(), 1);
  EXPECT_TRUE(core_.outbox_empty());
  EXPECT_EQ(core_.run_until(100), 100);
  EXPECT_EQ(written_, "abc");
}

TEST_F(EventCoreTest, StandsAtTheLastEventWhenItPosted) {
  Mailbox mailbox;
  timeline_.at(10, [&] { core_.post(mailbox); });
  EXPECT_EQ(core_.run_until(100), 10);
  EXPECT_EQ(core_.now(), 10);
}

TEST_F(EventCoreTest, APostIsDeliveredOnceForEachTime) {
  Mailbox mailbox;
  core_.post(mailbox);
  core_.post(mailbox);
  core_.flush_outbox();
  core_.flush_outbox();
  EXPECT_EQ(mailbox.delivered(), 2);
}

TEST_F(EventCoreTest, GoesStraightOnToAnInstantBeforeWhichNothingIsDue) {
  timeline_.at(10, [this] {
    EXPECT_TRUE(core_.try_advance(19));
    EXPECT_EQ(core_.now(), 19);
    written_ += 'a';
  });
  write_at(20, 'b');
  core_.run_until(kNever);
  EXPECT_EQ(written_, "ab");
  EXPECT_EQ(core_.events(), 3U);
}

TEST_F(EventCoreTest, DoesNotGoStraightOnPastAnotherEventOrLevelWithIt) {
  timeline_.at(10, [this] {
    EXPECT_FALSE(core_.try_advance(20));
    EXPECT_FALSE(core_.try_advance(21));
    EXPECT_EQ(core_.now(), 10);
  });
  write_at(20, 'a');
  core_.run_until(kNever);
  EXPECT_EQ(core_.events(), 2U);
}

TEST_F(EventCoreTest, DoesNotGoStraightOnBeyondTheLimit) {
  timeline_.at(10, [this] {
    EXPECT_FALSE(core_.try_advance(13));
    EXPECT_TRUE(core_.try_advance(12));
  });
  EXPECT_EQ(core_.run_until(12), 12);
  EXPECT_FALSE(core_.try_advance(13));
}

TEST_F(EventCoreTest, DoesNotGoStraightOnOnceSomethingWasPosted) {
  Mailbox mailbox;
  timeline_.at(10, [&] {
    core_.post(mailbox);
    EXPECT_FALSE(core_.try_advance(11));
  });
  core_.run_until(kNever);
}

TEST_F(EventCoreTest, DoesNotGoStraightOnInAStep) {
  timeline_.at(10, [this] { EXPECT_FALSE(core_.try_advance(11)); });
  core_.step();
  EXPECT_EQ(core_.now(), 10);
}

TEST_F(EventCoreTest, StepFiresTheChosenOneOfThoseDueFirst) {
  write_at(10, 'a');
  write_at(10, 'b');
  write_at(10, 'c');
  write_at(20, 'd');
  ASSERT_EQ(core_.choices(), 3U);
  EXPECT_TRUE(core_.step(1));
  EXPECT_EQ(core_.choices(), 2U);
  EXPECT_TRUE(core_.step(1));
  EXPECT_TRUE(core_.step());
  EXPECT_EQ(core_.now(), 10);
  ASSERT_EQ(core_.choices(), 1U);
  EXPECT_TRUE(core_.step());
  EXPECT_EQ(written_, "bcad");
  EXPECT_EQ(core_.now(), 20);
  EXPECT_FALSE(core_.step());
}

TEST(EventCoreStepTest, ChoicesReachEveryOrderOfSimultaneousEvents) {
  std::set<std::string> orders;
  for (std::size_t first = 0; first < 3; ++first) {
    for (std::size_t second = 0; second < 2; ++second) {
      EventCore core;
      Timeline timeline(core);
      std::string written;
      for (const char letter : {'a', 'b', 'c'}) timeline.at(5, [&written, letter] { written += letter; });
      core.step(first);
      core.step(second);
      core.step();
      orders.insert(written);
    }
  }
  EXPECT_EQ(orders, (std::set<std::string>{"abc", "acb", "bac", "bca", "cab", "cba"}));
}

std::uint64_t digest_of(const std::vector<SimTime>& times) {
  EventCore core;
  Timeline timeline(core);
  for (const SimTime time : times) timeline.at(time, [] {});
  core.run_until(kNever);
  return core.digest();
}

std::vector<SimTime> event_times() {
  return *rc::gen::nonEmpty(rc::gen::container<std::vector<SimTime>>(rc::gen::inRange<SimTime>(1, kSecond)));
}

RC_GTEST_PROP(EventCoreDigestTest, EqualStreamsHaveEqualDigests, ()) {
  const std::vector<SimTime> times = event_times();
  RC_ASSERT(digest_of(times) == digest_of(times));
}

RC_GTEST_PROP(EventCoreDigestTest, StreamsThatDifferInOneDateHaveOtherDigests, ()) {
  const std::vector<SimTime> times = event_times();
  std::vector<SimTime> others = times;
  others[*rc::gen::inRange<std::size_t>(0, times.size())] += 1;
  RC_ASSERT(digest_of(times) != digest_of(others));
}

RC_GTEST_PROP(EventCoreDigestTest, StreamsThatDifferInLengthHaveOtherDigests, ()) {
  const std::vector<SimTime> times = event_times();
  std::vector<SimTime> longer = times;
  longer.push_back(*std::ranges::max_element(times) + 1);
  RC_ASSERT(digest_of(times) != digest_of(longer));
}

TEST(EventCoreDigestTest, TellsWhatIsMixedIn) {
  EventCore one;
  EventCore other;
  one.mix(1);
  other.mix(2);
  EXPECT_NE(one.digest(), other.digest());
}

TEST(EventCoreDigestTest, TellsTheOrderOfWhatIsMixedIn) {
  EventCore one;
  EventCore other;
  one.mix(1);
  one.mix(2);
  other.mix(2);
  other.mix(1);
  EXPECT_NE(one.digest(), other.digest());
}

// How far the core is let run at a time is nobody's business but the caller's.
RC_GTEST_PROP(EventCoreDigestTest, DoesNotDependOnTheLimits, ()) {
  const std::vector<SimTime> times = event_times();
  EventCore core;
  Timeline timeline(core);
  for (const SimTime time : times) timeline.at(time, [] {});
  std::vector<SimTime> limits = event_times();
  std::ranges::sort(limits);
  for (const SimTime limit : limits) core.run_until(limit);
  core.run_until(kNever);
  RC_ASSERT(core.digest() == digest_of(times));
}

}  // namespace
}  // namespace loopsim::sim
