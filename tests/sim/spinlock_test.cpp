// SPDX-License-Identifier: GPL-2.0
#include "sim/spinlock.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/time.hpp"

namespace loopsim::sim {
namespace {

TEST(SpinlockTest, AFreeOneTakesTheLengthOfTheSection) {
  Spinlock lock(0);
  EXPECT_EQ(lock.occupy(100, 30), 30);
  EXPECT_EQ(lock.occupy(130, 30), 30);
  EXPECT_EQ(lock.contended(), 0U);
  EXPECT_EQ(lock.waited(), 0);
}

TEST(SpinlockTest, ATakenOneIsWaitedFor) {
  Spinlock lock(0);
  EXPECT_EQ(lock.occupy(100, 30), 30);
  EXPECT_EQ(lock.occupy(110, 30), 20 + 30);
  EXPECT_EQ(lock.occupy(111, 10), 49 + 10);
  EXPECT_EQ(lock.contended(), 2U);
  EXPECT_EQ(lock.waited(), 20 + 49);
}

TEST(SpinlockTest, ContentionMakesASectionLonger) {
  Spinlock lock(7);
  EXPECT_EQ(lock.occupy(100, 30), 30);
  EXPECT_EQ(lock.occupy(110, 30), 20 + 30 + 7);
  EXPECT_EQ(lock.occupy(167, 30), 30);
}

RC_GTEST_PROP(SpinlockTest, SectionsFollowEachOtherWithoutOverlapAndInOrder, ()) {
  const auto requests = *rc::gen::container<std::vector<std::pair<SimTime, SimTime>>>(
      rc::gen::pair(rc::gen::inRange<SimTime>(0, 100), rc::gen::inRange<SimTime>(1, 100)));
  Spinlock lock(0);
  SimTime now = 0;
  SimTime free_at = 0;
  for (const auto& [later, hold] : requests) {
    now += later;
    const SimTime end = now + lock.occupy(now, hold);
    RC_ASSERT(end - hold >= free_at);
    RC_ASSERT(end - hold == std::max(now, free_at));
    free_at = end;
  }
}

}  // namespace
}  // namespace loopsim::sim
