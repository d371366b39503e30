// SPDX-License-Identifier: GPL-2.0
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analysis/outputs/writers.hpp"
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

const Provenance kProvenance{.version = "1.2.3",
                             .compiler = "GNU 12",
                             .build_type = "Release",
                             .engine_mode = "horizon",
                             .command_line = "loopsim run x.yaml",
                             .resolved_scenario = "schema_version: 1\n"};

nlohmann::json document(const ResultTable& table, const Provenance& provenance = kProvenance) {
  return nlohmann::json::parse(summary_json(table, summarize(table), provenance));
}

TEST(SummaryJson, SaysWhereItComesFrom) {
  const nlohmann::json json = document(fake_table());
  EXPECT_EQ(json["generator"], "loopsim");
  EXPECT_EQ(json["scenario"], "fake");
  EXPECT_EQ(json["provenance"]["version"], "1.2.3");
  EXPECT_EQ(json["provenance"]["compiler"], "GNU 12");
  EXPECT_EQ(json["provenance"]["seed"], 7);
  EXPECT_EQ(json["provenance"]["replications"], 2);
  EXPECT_EQ(json["provenance"]["resolved_scenario"], "schema_version: 1\n");
}

TEST(SummaryJson, HasCellsRunsAndBins) {
  const nlohmann::json json = document(fake_table());
  ASSERT_EQ(json["cells"].size(), 2U);
  const nlohmann::json& cell = json["cells"][1];
  EXPECT_EQ(cell["case"], "c");
  EXPECT_EQ(cell["variant"], "new");
  EXPECT_EQ(cell["policy"], "nowait");
  EXPECT_EQ(cell["baseline"], false);
  EXPECT_EQ(cell["iops"]["mean"], 5000.0);
  EXPECT_LT(cell["iops"]["ci_low"], 5000.0);
  EXPECT_EQ(cell["ratio"]["mean"], 3.0);
  EXPECT_TRUE(cell["published"].is_null());
  EXPECT_EQ(cell["metrics"]["reads"], 4000);
  EXPECT_TRUE(cell["metrics"]["reads"].is_number_integer());
  ASSERT_EQ(cell["read"]["clat_ns"]["bins"].size(), 1U);
  EXPECT_EQ(cell["read"]["clat_ns"]["bins"].front(), 4000);
  ASSERT_EQ(cell["runs"].size(), 2U);
  EXPECT_EQ(cell["runs"][1]["replication"], 1);
  EXPECT_EQ(cell["runs"][1]["digest"], "0000000000000abc");
  EXPECT_EQ(json["units"]["clat_p99_ns"], "ns");
}

TEST(SummaryJson, PublishedValueHasItsRowAndError) {
  ResultTable table = fake_table();
  table.scenario.published_cells.front()[0] = scenarios::Published{.iops = 2500, .row = "P1", .fitted = true};
  const nlohmann::json json = document(table);
  const nlohmann::json& published = json["cells"][0]["published"];
  EXPECT_EQ(published["row"], "P1");
  EXPECT_EQ(published["fitted"], true);
  EXPECT_DOUBLE_EQ(published["error"].get<double>(), -0.2);
}

// 1000 I/Os in 0.5 s, 3000 in 1 s, 4000 in 1 s and 6000 in 1 s: the middle two speeds are 3000 and 4000.
TEST(SummaryJson, SaysHowSureItIs) {
  ResultTable table = fake_table();
  const nlohmann::json json = document(table);
  const nlohmann::json& cell = json["cells"][1];
  EXPECT_EQ(cell["iops_interval"], "replications");
  EXPECT_TRUE(cell["precision_reached"].is_null());
  EXPECT_TRUE(cell["runs"][0]["warm_up"].is_null());
  EXPECT_LE(cell["quantiles"]["clat_p50_ns"]["all_ios"]["ci_low"],
            cell["quantiles"]["clat_p50_ns"]["all_ios"]["value"]);
  EXPECT_TRUE(cell["quantiles"]["clat_p50_ns"]["replications"]["ci_low"].is_null());  // two are too few
  table.scenario.precision = scenarios::Precision{.per_cent = 2, .most = 2};
  EXPECT_EQ(document(table)["cells"][1]["precision_reached"], false);
}

TEST(SummaryJson, HasTheWarmUpOfEachRun) {
  ResultTable table = fake_table();
  table.scenario.cases[0].job.runtime = sim::kSecond;
  for (int i = 0; i < 1000; ++i) {
    table.cells[0].runs[1].samples.push_back({.at = sim::kMillisecond * (i + 1), .reads = i < 100 ? 1U : 4U});
  }
  const nlohmann::json json = document(table);
  EXPECT_TRUE(json["cells"][0]["runs"][0]["warm_up"].is_null());
  EXPECT_EQ(json["cells"][0]["runs"][1]["warm_up"]["cut_ns"], 100'000'000);
  EXPECT_EQ(json["cells"][0]["runs"][1]["warm_up"]["fraction"], 0.1);
}

TEST(SummaryJson, SpeedIsTheMedianOverRuns) {
  ResultTable table = fake_table();
  for (Cell& cell : table.cells) {
    for (models::RunResult& run : cell.runs) {
      run.wall_seconds = 1;
    }
  }
  table.cells[0].runs[0].wall_seconds = 0.5;
  const nlohmann::json json = document(table);
  EXPECT_EQ(json["performance"]["ios_per_second"], 3500.0);
  EXPECT_EQ(json["performance"]["wall_seconds"], 3.5);
}

TEST(SummaryJson, OnlyPerformanceDependsOnTheClock) {
  ResultTable slow = fake_table();
  slow.cells[0].runs[0].wall_seconds = 123;
  nlohmann::json a = document(slow);
  nlohmann::json b = document(fake_table());
  EXPECT_NE(a, b);
  a.erase("performance");
  b.erase("performance");
  EXPECT_EQ(a, b);
}

TEST(SummaryJson, WhatDoesNotExistIsNull) {
  ResultTable table = fake_table();
  for (Cell& cell : table.cells) {
    cell.runs = {models::RunResult{}};
  }
  const nlohmann::json json = document(table);
  EXPECT_TRUE(json["cells"][0]["iops"].is_null());
  EXPECT_TRUE(json["cells"][0]["ratio"].is_null());
  EXPECT_TRUE(json["cells"][0]["metrics"]["clat_mean_ns"].is_null());
  EXPECT_TRUE(json["performance"]["ios_per_second"].is_null());
}

TEST(SummaryJson, SurvivesBytesThatAreNotUtf8) {
  Provenance provenance = kProvenance;
  provenance.command_line = "loopsim run \xFF.yaml";
  EXPECT_EQ(document(fake_table(), provenance)["provenance"]["command_line"], "loopsim run \xEF\xBF\xBD.yaml");
}

}  // namespace
}  // namespace loopsim::analysis
