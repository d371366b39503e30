// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/stage_table.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

RC_GTEST_PROP(StageTable, RowsSumToTheLatency, ()) {
  models::RunResult run = fake_run(*rc::gen::inRange<std::uint64_t>(1, 50), 0);
  std::int64_t total = 0;
  for (std::int64_t& stage : run.stage_total) {
    total += stage = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  }
  const StageTable table = stage_table(run);
  double sum = 0;
  double shares = 0;
  for (const StageRow& row : table.rows) {
    sum += row.mean_ns;
    shares += row.share;
    RC_ASSERT(!row.p99_ns);
  }
  RC_ASSERT(sum == table.latency_ns);
  RC_ASSERT(std::abs(table.latency_ns * static_cast<double>(run.reads) - static_cast<double>(total)) <
            1e-6 * static_cast<double>(total) + 1e-6);
  RC_ASSERT(total == 0 || std::abs(shares - 1) < 1e-9);
}

TEST(StageTable, HasThePercentilesThatTheRunKept) {
  models::RunResult run = fake_run(100, 0);
  run.stage_times.resize(models::kStages);
  for (int i = 1; i <= 100; ++i) {
    run.stage_times[static_cast<std::size_t>(models::Stage::worker)].record(i);
  }
  const StageTable table = stage_table(run);
  EXPECT_EQ(table.rows[static_cast<std::size_t>(models::Stage::worker)].p99_ns, 99);
  EXPECT_FALSE(table.rows[static_cast<std::size_t>(models::Stage::device)].p99_ns);
}

TEST(StageTable, OfNothingIsAllZero) {
  const StageTable table = stage_table(MetricValues());
  EXPECT_EQ(table.latency_ns, 0);
  EXPECT_EQ(table.rows.size(), models::kStages);
  EXPECT_EQ(table.rows.front().share, 0);
}

}  // namespace
}  // namespace loopsim::analysis
