// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/validation.hpp"

#include <cstdint>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analysis/process_pool.hpp"
#include "analysis/validation/writers.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/analysis/golden.hpp"
#include "tests/analysis/measurements/fake_measurement.hpp"

namespace loopsim::analysis {
namespace {

PlannedRow planned(const std::string& machine, const std::string& policy, double iops, double tolerance) {
  PlannedRow row;
  row.machine = machine;
  row.measured = fake_measurement(policy, iops);
  row.heading = heading_of(row.measured);
  row.label = label_of(row.measured);
  row.name = name_of(row.measured);
  row.pair_key = name_without_policy(row.measured);
  row.tolerance = tolerance;
  row.system.design.policy = policy;
  return row;
}

// Two machines, a fitted row, percentiles, a wrong sign, rows that cannot be simulated.
ValidationPlan fake_plan() {
  ValidationPlan plan{"fake", "How far?", 2, 7, {"vm", "metal"}, {}, {}, {"costs.csv: 3 rows of costs"}};
  plan.rows = {planned("vm", "workqueue", 1000, 0.02), planned("vm", "nowait", 1500, 0.15),
               planned("vm", "nowait-hint", 900, 0.05), planned("metal", "workqueue", 3200, 0.25)};
  plan.rows[0].fitted = true;
  plan.rows[1].measured.percentiles = {{50, 21'000}, {99, 22'000}};
  plan.rows[1].measured.latency_mean_ns = 21'500;
  plan.rows[3].measured.source.line = 9;
  Measurement sparse = fake_measurement("nowait", 500);
  sparse.mapping = "sparse";
  sparse.source.line = 10;
  plan.left_out = {{sparse, name_of(sparse), "mapping 'sparse' is not modelled yet"}};
  sparse.device = "disk1";
  sparse.source = {"run.json", 0, 0};
  plan.left_out.push_back({sparse, name_of(sparse), "no machine of this table takes it"});
  return plan;
}

// Knows the policy by its rate; the second replication is 2 % faster.
models::RunResult fake_runner(const models::SystemSpec& spec, const models::RunOptions& options) {
  const std::map<std::string, std::uint64_t> rates = {{"workqueue", 1000}, {"nowait", 1300}, {"nowait-hint", 1100}};
  const std::uint64_t rate = rates.at(spec.design.policy);
  return fake_run(0, rate + rate * 2 / 100 * options.replication);
}

ExperimentOptions options_for(int jobs) {
  ExperimentOptions options;
  options.runner = fake_runner;
  options.jobs = jobs;
  return options;
}

ValidationReport fake_report() { return validate(fake_plan(), options_for(2)); }

TEST(Validation, ComparesEveryRowWithItsRuns) {
  const ValidationReport report = fake_report();
  ASSERT_EQ(report.rows.size(), 4U);
  EXPECT_DOUBLE_EQ(report.rows[0].simulated.value, 1010);
  EXPECT_NEAR(report.rows[0].error, 0.01, 1e-12);
  EXPECT_TRUE(report.rows[0].simulated.interval.has_value());
  EXPECT_EQ(report.rows[0].demerit, std::nullopt) << "no percentiles were measured";
  // Every simulated write takes 20 us, in a bucket of that middle.
  ASSERT_TRUE(report.rows[1].demerit.has_value());
  EXPECT_NEAR(*report.rows[1].demerit, 1.3 / 21.5, 0.02);
  ASSERT_EQ(report.machines.size(), 2U);
  EXPECT_EQ(report.machines[0].machine, "vm");
  EXPECT_EQ(report.machines[0].rows, 3U);
  EXPECT_EQ(report.all.rows, 4U);
}

TEST(Validation, PairsRowsOfOneMachineOnly) {
  const ValidationReport report = fake_report();
  EXPECT_EQ(report.machines[0].signs.pairs, 3U);
  EXPECT_EQ(report.machines[1].signs.pairs, 0U);
  EXPECT_EQ(report.all.signs.pairs, 3U);
}

TEST(Validation, WritesTheSameBytesForAnyNumberOfJobs) {
  const ValidationReport alone = validate(fake_plan(), options_for(1));
  const ValidationReport together = validate(fake_plan(), options_for(5));
  EXPECT_EQ(validation_text(alone), validation_text(together));
  EXPECT_EQ(validation_csv(alone), validation_csv(together));
  EXPECT_EQ(validation_json(alone, {}), validation_json(together, {}));
}

TEST(Validation, SaysWhichRowFailed) {
  ExperimentOptions options = options_for(1);
  options.runner = [](const models::SystemSpec&, const models::RunOptions&) -> models::RunResult {
    throw models::RunError("2 tags are missing");
  };
  try {
    validate(fake_plan(), options);
    FAIL() << "no error";
  } catch (const JobError& error) {
    EXPECT_STREQ(error.what(),
                 "xfs/disk0/loop/stable/write/1x16/libaio/workqueue/other/6.18-fake, replication 0: "
                 "2 tags are missing");
  }
}

TEST(Validation, OfNothingIsAReportToo) {
  const ValidationReport report = validate({"empty", "q", 1, 1, {}, {}, {}, {}}, options_for(1));
  EXPECT_EQ(report.all.rows, 0U);
  EXPECT_EQ(report.all.judged_error(), std::nullopt);
  EXPECT_NE(validation_text(report).find("nothing is validated"), std::string::npos);
}

TEST(ValidationWriters, TextIsGolden) { EXPECT_EQ(validation_text(fake_report()), golden("validation.txt")); }
TEST(ValidationWriters, CsvIsGolden) { EXPECT_EQ(validation_csv(fake_report()), golden("validation.csv")); }
TEST(ValidationWriters, MarkdownIsGolden) { EXPECT_EQ(validation_markdown(fake_report()), golden("validation.md")); }
TEST(ValidationWriters, PlotDataIsGolden) { EXPECT_EQ(validation_plot_data(fake_report()), golden("validation.dat")); }

TEST(ValidationWriters, TextIsNoWiderThanAMail) {
  ValidationPlan plan = fake_plan();
  for (PlannedRow& row : plan.rows) {
    row.measured.iops *= 1e6;
    row.heading += std::string(100, 'x');
    row.label += std::string(100, 'x');
    row.name += std::string(100, 'x');
  }
  const std::string text = validation_text(validate(plan, options_for(1)));
  for (std::size_t start = 0; start < text.size(); start = text.find('\n', start) + 1) {
    EXPECT_LE(text.find('\n', start) - start, 78U) << text.substr(start, 100);
  }
}

TEST(ValidationWriters, JsonHoldsEverything) {
  const auto json = nlohmann::json::parse(validation_json(fake_report(), {.version = "1",
                                                                          .compiler = "c",
                                                                          .build_type = "b",
                                                                          .engine_mode = "horizon",
                                                                          .command_line = "loopsim validate",
                                                                          .resolved_scenario = ""}));
  EXPECT_EQ(json["validation"], "fake");
  EXPECT_EQ(json["provenance"]["command_line"], "loopsim validate");
  EXPECT_EQ(json["provenance"]["seed"], 7);
  ASSERT_EQ(json["rows"].size(), 4U);
  EXPECT_EQ(json["rows"][0]["fitted"], true);
  EXPECT_EQ(json["rows"][0]["measured"]["source"], "fake.csv:2");
  EXPECT_EQ(json["rows"][0]["measured"]["fields"]["policy"], "workqueue");
  EXPECT_EQ(json["rows"][0]["demerit"], nullptr);
  EXPECT_EQ(json["machines"][0]["signs"]["wrong"].size(), 1U);
  EXPECT_EQ(json["left_out"].size(), 2U);
  EXPECT_EQ(json["left_out"][1]["measured"]["source"], "run.json");
  EXPECT_EQ(json["notes"][0], "costs.csv: 3 rows of costs");
}

}  // namespace
}  // namespace loopsim::analysis
