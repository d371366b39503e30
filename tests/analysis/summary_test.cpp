// SPDX-License-Identifier: GPL-2.0
#include "analysis/summary.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

TEST(Summary, RatioPairsReplicationsOfTheSameNumber) {
  const ResultTable table = fake_table();
  const std::vector<CellSummary> summaries = summarize(table);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_DOUBLE_EQ(summaries[0].iops.value, 2000);
  EXPECT_DOUBLE_EQ(summaries[0].ratio->value, 1);
  EXPECT_DOUBLE_EQ(summaries[1].iops.value, 5000);
  EXPECT_DOUBLE_EQ(summaries[1].ratio->value, (4000.0 / 1000 + 6000.0 / 3000) / 2);
  EXPECT_EQ(summaries[1].total.reads, 4000U);
  EXPECT_EQ(summaries[1].total.writes, 6000U);
}

TEST(Summary, ErrorIsNegativeWhereTheSimulationIsSlower) {
  ResultTable table = fake_table();
  table.scenario.published_cells = {{scenarios::Published{.iops = 2500, .row = "P1", .fitted = true}, std::nullopt}};
  const std::vector<CellSummary> summaries = summarize(table);
  ASSERT_TRUE(summaries[0].comparison);
  EXPECT_DOUBLE_EQ(summaries[0].comparison->error, -0.2);
  EXPECT_FALSE(summaries[1].comparison);
}

TEST(Summary, NoRatioToABaselineThatDidNothing) {
  ResultTable table = fake_table();
  table.cells[0].runs[1] = fake_run(0, 0);
  EXPECT_FALSE(summarize(table)[1].ratio);
}

TEST(Summary, BaselineIsThatOfTheSameCase) {
  ResultTable table = fake_table();
  table.scenario.cases.push_back({"d", models::FioJobSpec{}});
  table.scenario.published_cells.push_back({std::nullopt, std::nullopt});
  table.cells.push_back({1, 0, {fake_run(10, 0), fake_run(10, 0)}});
  table.cells.push_back({1, 1, {fake_run(30, 0), fake_run(30, 0)}});
  EXPECT_DOUBLE_EQ(summarize(table)[3].ratio->value, 3);
}

TEST(Summary, ASingleRunHasItsIntervalFromBatchMeans) {
  ResultTable table = fake_table();
  table.scenario.cases[0].job.runtime = sim::kSecond;
  for (Cell& cell : table.cells) {
    cell.runs.resize(1);
    for (int i = 0; i < 1000; ++i) {
      cell.runs[0].samples.push_back({.at = sim::kMillisecond * (i + 1), .reads = i / 50 % 2 == 0 ? 1U : 3U});
    }
  }
  const CellSummary summary = summarize(table)[0];
  EXPECT_DOUBLE_EQ(summary.iops.value, 1000);
  ASSERT_TRUE(summary.iops.interval);
  // Twenty batches of 1000 and 3000 IOPS in turn: t = 2.093, standard error 1000 / sqrt(19).
  EXPECT_NEAR(summary.iops.interval->half_width(), 2.093 * 1000 / std::sqrt(19), 0.5);
  EXPECT_EQ(summary.warm_ups.size(), 1U);
  table.scenario.cases[0].job.runtime = 0;
  EXPECT_FALSE(summarize(table)[0].iops.interval);
}

}  // namespace
}  // namespace loopsim::analysis
