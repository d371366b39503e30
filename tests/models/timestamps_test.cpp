// SPDX-License-Identifier: GPL-2.0
#include "models/timestamps.hpp"

#include <gtest/gtest.h>

namespace loopsim::models {
namespace {

constexpr sim::SimTime kTick = 1000;

TEST(TimestampsTest, FirstWriteIsDue) {
  const Timestamps times(kTick, {});
  EXPECT_TRUE(times.modification_due(0));
  EXPECT_TRUE(times.modification_due(12345));
}

TEST(TimestampsTest, ModificationIsDueAgainWhenTheCoarseClockHasMoved) {
  Timestamps times(kTick, {});
  times.modified(2300);
  EXPECT_FALSE(times.modification_due(2300));
  EXPECT_FALSE(times.modification_due(2999));
  EXPECT_TRUE(times.modification_due(3000));
  // However far into the tick the stamp was taken, it is the tick's.
  times.modified(3999);
  EXPECT_FALSE(times.modification_due(3999));
  EXPECT_TRUE(times.modification_due(4000));
}

TEST(TimestampsTest, AccessIsNeverDueWithoutAWrite) {
  Timestamps times(kTick, {});
  for (const sim::SimTime now : {0, 999, 1000, 50'000, 1'000'000}) EXPECT_FALSE(times.access_due(now)) << now;
}

TEST(TimestampsTest, FirstReadOfALaterTickAfterAWriteIsDueOnce) {
  Timestamps times(kTick, {});
  times.modified(5100);
  EXPECT_TRUE(times.access_due(6000));
  times.accessed(6000);
  // Read after the last modification: relatime has nothing to do, in this tick or any other.
  EXPECT_FALSE(times.access_due(6001));
  EXPECT_FALSE(times.access_due(7000));
  EXPECT_FALSE(times.access_due(99'000));
}

TEST(TimestampsTest, AccessInTheTickOfTheWriteIsDueAgainInTheNext) {
  Timestamps times(kTick, {});
  times.accessed(4000);
  times.modified(4500);
  // The access time already is what the coarse clock says: an update would change nothing.
  EXPECT_FALSE(times.access_due(4600));
  // The modification is not older than the access, so the next tick brings an update.
  EXPECT_TRUE(times.access_due(5000));
}

TEST(TimestampsTest, EveryTickWithWritesBringsOneAccessUpdate) {
  Timestamps times(kTick, {});
  int updates = 0;
  for (sim::SimTime now = 0; now < 20 * kTick; now += 100) {
    if (times.modification_due(now)) times.modified(now);
    if (times.access_due(now)) {
      ++updates;
      times.accessed(now);
    }
  }
  // Tick 0 has the access time it starts with; the 19 others each bring one.
  EXPECT_EQ(updates, 19);
}

}  // namespace
}  // namespace loopsim::models
