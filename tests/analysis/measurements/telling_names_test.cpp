// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/telling_names.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using testing::ElementsAre;

constexpr std::size_t kAnyLength = 1000;

TEST(TellingNames, LeaveOutWhatAllRowsShare) {
  EXPECT_THAT(telling_names({"xfs/disk/read/1x1/nowait/2cpus", "xfs/disk/read/1x1/workqueue/2cpus",
                             "xfs/disk/write/1x1/workqueue/2cpus"},
                            kAnyLength),
              ElementsAre("read/nowait", "read/workqueue", "write/workqueue"));
}

TEST(TellingNames, KeepTheEndOfALongConditionThatTellsRowsApart) {
  EXPECT_THAT(telling_names({"xfs/read/whole runs; idle=halt; old image removed, sync",
                             "xfs/read/whole runs; idle=halt; old image removed, freeze and thaw",
                             "xfs/read/whole runs; idle=poll; old image removed, sync"},
                            kAnyLength),
              ElementsAre("idle=halt; old image removed, sync", "idle=halt; old image removed, freeze and thaw",
                          "idle=poll; old image removed, sync"));
}

TEST(TellingNames, ShortenConditionsAsFarAsNoOtherRowIsCalledLikeTheRest) {
  const std::vector<std::string> names = {"read/whole runs of eight seconds; idle=halt; touched before",
                                          "read/policy switched; idle=poll", "write/policy switched; idle=poll"};
  EXPECT_THAT(telling_names(names, 31),
              ElementsAre("read; idle=halt; touched before", "read/policy switched; idle=poll", "write; idle=poll"));
  EXPECT_THAT(telling_names(names, 20), ElementsAre("read; idle=halt", "read; idle=poll", "write; idle=poll"));
  EXPECT_THAT(telling_names({"a/x y; p q", "a/x y; r s", "b"}, 1), ElementsAre("a", "a; r s", "b"));
}

TEST(TellingNames, NeverLeaveARowWithoutOne) {
  EXPECT_THAT(telling_names({"xfs/read"}, 1), ElementsAre("xfs/read"));
  EXPECT_THAT(telling_names({"xfs/read", "xfs/read/rr"}, 1), ElementsAre("read", "read/rr"));
  EXPECT_THAT(telling_names({"a b", "a b; c d"}, 1), ElementsAre("a b", "c d"));
  EXPECT_THAT(telling_names({"read", "read"}, 1), ElementsAre("read", "read"));
}

}  // namespace
}  // namespace loopsim::analysis
