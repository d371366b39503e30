// SPDX-License-Identifier: GPL-2.0
#include "analysis/time_series.hpp"

#include <cstdint>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace loopsim::analysis {
namespace {

using Sample = models::RunResult::Sample;

std::vector<Sample> samples(std::size_t count) {
  std::vector<Sample> result(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t n = i + 1;
    result[i] = {.at = static_cast<sim::SimTime>(n) * 10,
                 .reads = n,
                 .writes = 2 * n,
                 .attempts = 3 * n,
                 .eagain = 4 * n,
                 .worker_commands = 5 * n,
                 .slow_time = static_cast<std::int64_t>(6 * n),
                 .tags_in_use = static_cast<std::uint32_t>(7 * n),
                 .worker_list = static_cast<std::uint32_t>(8 * n),
                 .device_in_flight = static_cast<std::uint32_t>(9 * n)};
  }
  return result;
}

TEST(TimeSeries, RatesAreThoseOfEachInterval) {
  models::RunResult run;
  run.samples.resize(2);
  run.samples[0] = {.at = sim::kMillisecond, .reads = 3, .writes = 1};
  run.samples[1] = {.at = 3 * sim::kMillisecond, .reads = 0, .writes = 4};
  EXPECT_EQ(iops_series(run), (std::vector<double>{4000, 2000}));
  EXPECT_TRUE(iops_series(models::RunResult{}).empty());
}

TEST(TimeSeries, TenSamplesMakeARowOfAThousand) {
  const std::vector<Sample> rows = coarse_samples(samples(1000));
  ASSERT_EQ(rows.size(), 100U);
  EXPECT_EQ(rows[0].at, 100);
  EXPECT_EQ(rows[0].reads, 55U);
  EXPECT_EQ(rows[0].writes, 110U);
  EXPECT_EQ(rows[0].attempts, 165U);
  EXPECT_EQ(rows[0].eagain, 220U);
  EXPECT_EQ(rows[0].worker_commands, 275U);
  EXPECT_EQ(rows[0].slow_time, 330);
  EXPECT_EQ(rows[0].tags_in_use, 70U);  // gauges are those of the end
  EXPECT_EQ(rows[0].worker_list, 80U);
  EXPECT_EQ(rows[0].device_in_flight, 90U);
}

RC_GTEST_PROP(TimeSeries, JoiningLosesNothing, ()) {
  const std::vector<Sample> all = samples(*rc::gen::inRange<std::size_t>(0, 3000));
  const std::vector<Sample> rows = coarse_samples(all);
  RC_ASSERT(rows.size() <= 2 * kTimeSeriesRows);
  RC_ASSERT(rows.empty() == all.empty());
  const auto reads = [](std::uint64_t sum, const Sample& sample) { return sum + sample.reads; };
  RC_ASSERT(std::accumulate(rows.begin(), rows.end(), std::uint64_t{0}, reads) ==
            std::accumulate(all.begin(), all.end(), std::uint64_t{0}, reads));
  if (!all.empty()) {
    RC_ASSERT(rows.back().at == all.back().at);
  }
}

}  // namespace
}  // namespace loopsim::analysis
