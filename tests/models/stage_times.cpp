// SPDX-License-Identifier: GPL-2.0
#include "tests/models/stage_times.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/histogram.hpp"

namespace loopsim::models {

StageTimes stage_times(std::initializer_list<std::pair<Stage, sim::SimTime>> times) {
  StageTimes result{};
  for (const auto& [stage, time] : times) result[static_cast<std::size_t>(stage)] = time;
  return result;
}

void expect_each_command(SystemRun& run, const StageTimes& expected) {
  const auto ios = static_cast<std::int64_t>(run.ios());
  ASSERT_GT(ios, 0);
  for (std::size_t stage = 0; stage < kStages; ++stage) {
    const sim::SimTime total = run.stats().stage_total()[stage];
    EXPECT_EQ(total, ios * expected[stage])
        << kStageNames[stage] << " of " << ios << " commands, each about " << total / ios;
  }
  sim::Histogram clat = run.stats().read_clat();
  clat.merge(run.stats().write_clat());
  EXPECT_EQ(clat.min(), clat.max());
  EXPECT_EQ(run.stats().slat_total() + clat.sum(), run.latency_total());
  EXPECT_EQ(run.latency_total(), ios * std::accumulate(expected.begin(), expected.end(), sim::SimTime{0}));
}

}  // namespace loopsim::models
