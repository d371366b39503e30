// SPDX-License-Identifier: GPL-2.0
#include "analysis/run_sum.hpp"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

TEST(RunSum, AddsWhatAddsUpAndKeepsTheDevice) {
  models::RunResult first = fake_run(3, 1);
  models::RunResult second = fake_run(0, 5);
  first.device_units = second.device_units = 8;
  first.stage_total[2] = 10;
  second.stage_total[2] = 32;
  first.samples.resize(2);

  const models::RunResult sum = sum_of_runs(std::vector{first, second});

  EXPECT_EQ(sum.window, 2 * sim::kSecond);
  EXPECT_EQ(sum.reads, 3U);
  EXPECT_EQ(sum.writes, 6U);
  EXPECT_EQ(sum.read_clat.count(), 3U);
  EXPECT_EQ(sum.write_clat.sum(), 120 * sim::kMicrosecond);
  EXPECT_EQ(sum.stage_total[2], 42);
  EXPECT_EQ(sum.device_units, 8);
  EXPECT_EQ(sum.digest, 0U);
  EXPECT_TRUE(sum.samples.empty());
}

TEST(RunSum, NeedsARun) { EXPECT_THROW(sum_of_runs({}), std::invalid_argument); }

}  // namespace
}  // namespace loopsim::analysis
