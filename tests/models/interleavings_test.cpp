// SPDX-License-Identifier: GPL-2.0
#include "tests/models/interleavings.hpp"

#include <cstddef>
#include <set>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/choices.hpp"

namespace loopsim::models {
namespace {

TEST(ChoicesTest, VisitEveryPathOnce) {
  Choices choices;
  std::set<std::vector<std::size_t>> seen;
  std::size_t paths = 0;
  do {
    std::vector<std::size_t> path{choices.pick(3)};
    // The tree may be of any shape.
    if (path[0] != 1) path.push_back(choices.pick(path[0] + 2));
    path.push_back(choices.pick(1));
    seen.insert(path);
    ++paths;
  } while (choices.next());
  EXPECT_EQ(paths, 2U + 1U + 4U);
  EXPECT_EQ(seen.size(), paths);
}

TEST(ChoicesTest, RunThatDoesNotRepeatItselfIsAnError) {
  Choices choices;
  choices.pick(2);
  choices.pick(2);
  ASSERT_TRUE(choices.next());
  choices.pick(2);
  EXPECT_THROW(choices.pick(3), std::logic_error);
}

constexpr Op kR = Op::read;
constexpr Op kW = Op::write;

TEST(InterleavingsTest, TwoCommandsUnderEveryPolicy) {
  for (const Encounter& encounter : small_encounters()) {
    SCOPED_TRACE(encounter.policy);
    EXPECT_EQ(explore(encounter).violation, "");
  }
}

TEST(InterleavingsTest, ThreeCommandsForOneWorker) {
  for (const std::vector<Op>& commands : {std::vector{kW, kW, kW}, std::vector{kW, Op::flush, kR}}) {
    for (const sim::SimTime lag : {0, 2}) {
      for (const sim::SimTime rest : {0, 12}) {
        const Exploration seen =
            explore({.policy = "workqueue", .commands = commands, .submitters = 2, .lag = lag, .rest = rest});
        EXPECT_EQ(seen.violation, "");
        EXPECT_EQ(seen.refused, 0U);
      }
    }
  }
}

TEST(InterleavingsTest, ThreeCommandsForTwoWorkers) {
  for (const int tags : {2, 3}) {
    const Exploration seen =
        explore({.policy = "workqueue", .commands{kW, kW, kW}, .submitters = 2, .cgroups = 2, .tags = tags});
    EXPECT_EQ(seen.violation, "");
    EXPECT_EQ(seen.tag_waits > 0, tags == 2);
  }
}

TEST(InterleavingsTest, ThreeCommandsThatAreWorkItems) {
  const Exploration seen = explore({.policy = "threaded", .commands{kW, kW, kW}, .submitters = 2});
  EXPECT_EQ(seen.violation, "");
  EXPECT_GT(seen.tag_waits, 0U);
}

TEST(InterleavingsTest, ThreeCommandsThatTryFirst) {
  const Exploration seen = explore({.policy = "nowait", .commands{kW, kW, kW}, .submitters = 2});
  EXPECT_EQ(seen.violation, "");
  EXPECT_GT(seen.refused, 0U);
  EXPECT_GT(seen.tag_waits, 0U);
  EXPECT_EQ(seen.skipped, 0U);
}

TEST(InterleavingsTest, ThreeCommandsUnderTheHint) {
  const Exploration seen = explore({.policy = "nowait-hint", .commands{kW, kW, kW}, .submitters = 2});
  EXPECT_EQ(seen.violation, "");
  EXPECT_GT(seen.refused, 0U);
  EXPECT_GT(seen.skipped, 0U);
}

TEST(InterleavingsTest, ReadAmongWritesUnderTheHint) {
  const Exploration seen = explore({.policy = "nowait-hint", .commands{kW, kW, kR}});
  EXPECT_EQ(seen.violation, "");
  EXPECT_GT(seen.skipped, 0U);
}

}  // namespace
}  // namespace loopsim::models
