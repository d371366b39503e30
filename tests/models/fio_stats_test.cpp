// SPDX-License-Identifier: GPL-2.0
#include "models/fio_stats.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace loopsim::models {
namespace {

// A command whose call begins at `begin`, returns 10 later, and which is reaped at `end`; all of it in the stage
// submit.
class Command {
 public:
  Command(FioStats& stats, Op op, sim::SimTime begin) : stats_(stats), op_(op), begin_(begin) {
    stats.issued(begin);
    clock_.start(begin);
  }
  void reap(sim::SimTime end) {
    clock_.stop(end);
    stats_.reaped(end, {.op = op_,
                        .bytes = 4096,
                        .clock = clock_,
                        .in_system_since = begin_,
                        .submitted = begin_ + 10,
                        .reaped = end});
  }

 private:
  FioStats& stats_;
  Op op_;
  sim::SimTime begin_;
  StageClock clock_;
};

TEST(FioStatsTest, CountsACommandInTheWindowInWhichItIsReaped) {
  FioStats stats;
  Command before(stats, Op::read, 0);
  Command across_the_start(stats, Op::read, 50);
  before.reap(80);
  stats.open(100);
  across_the_start.reap(150);
  Command inside(stats, Op::write, 160);
  Command across_the_end(stats, Op::write, 170);
  inside.reap(190);
  stats.close(200);
  across_the_end.reap(260);
  EXPECT_EQ(stats.issued_total(), 4U);
  EXPECT_EQ(stats.reaped_total(), 4U);
  EXPECT_EQ(stats.reads(), 1U);
  EXPECT_EQ(stats.writes(), 1U);
  EXPECT_EQ(stats.bytes(), 2U * 4096U);
  // Latency counts in full, also from before the window.
  EXPECT_EQ(stats.read_clat().sum(), 150 - 60);
  EXPECT_EQ(stats.write_clat().sum(), 190 - 170);
  EXPECT_EQ(stats.slat_total(), 20);
  EXPECT_EQ(stats.stage_total()[0], (150 - 50) + (190 - 160));
}

TEST(FioStatsTest, LittlesLawCountsTheTimeWithinTheWindow) {
  FioStats stats;
  Command across_both(stats, Op::read, 0);
  Command across_the_start(stats, Op::read, 50);
  stats.open(100);
  across_the_start.reap(130);
  Command across_the_end(stats, Op::read, 180);
  stats.close(200);
  across_the_end.reap(250);
  across_both.reap(300);
  // 100 of the first, 30 of the second, 20 of the third.
  EXPECT_EQ(stats.in_flight_integral(), 150);
  EXPECT_EQ(stats.time_in_flight(), 150);
}

TEST(FioStatsTest, WithoutAWindowNothingIsMeasured) {
  FioStats stats;
  Command command(stats, Op::read, 0);
  command.reap(100);
  EXPECT_EQ(stats.reaped_total(), 1U);
  EXPECT_EQ(stats.reads(), 0U);
  EXPECT_EQ(stats.read_clat().count(), 0U);
}

TEST(StageClockTest, StagesFollowEachOtherWithoutAGap) {
  StageClock clock;
  clock.start(100);
  clock.enter(Stage::tag_wait, 130);
  clock.enter(Stage::submit, 150);
  clock.enter(Stage::device, 155);
  clock.stop(200);
  EXPECT_EQ(clock.started(), 100);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::submit)], 30 + 5);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::tag_wait)], 20);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::device)], 45);
}

// A submitter's time runs ahead of the clock by what it was charged, so a completion may seem to come before.
TEST(StageClockTest, StageThatSeemsToBeginEarlierBeginsAtOnce) {
  StageClock clock;
  clock.start(100);
  clock.enter(Stage::attempt, 180);
  clock.enter(Stage::device, 150);
  clock.stop(200);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::submit)], 80);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::attempt)], 0);
  EXPECT_EQ(clock.spent()[static_cast<std::size_t>(Stage::device)], 20);
}

}  // namespace
}  // namespace loopsim::models
