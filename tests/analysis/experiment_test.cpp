// SPDX-License-Identifier: GPL-2.0
#include "analysis/experiment.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/outputs/writers.hpp"
#include "analysis/process_pool.hpp"
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

// Tells what it was asked to run: the seed in the digest, the replication in the reads, the design in the writes.
models::RunResult echo(const models::SystemSpec& spec, const models::RunOptions& options) {
  models::RunResult run = fake_run(options.replication, spec.design.policy.size());
  run.digest = options.seed;
  run.events = options.mode == models::EngineMode::strict ? 1 : 0;
  return run;
}

ExperimentOptions options_for(int jobs) {
  ExperimentOptions options;
  options.runner = echo;
  options.jobs = jobs;
  return options;
}

TEST(Experiment, RunsEveryCellWithTheSameSeedAndReplications) {
  const ResultTable table = run_scenario(fake_scenario(), options_for(2));
  ASSERT_EQ(table.cells.size(), 2U);
  for (std::size_t variant = 0; variant < 2; ++variant) {
    const Cell& cell = table.cells[variant];
    EXPECT_EQ(cell.case_index, 0U);
    EXPECT_EQ(cell.variant_index, variant);
    ASSERT_EQ(cell.runs.size(), 2U);
    for (std::size_t replication = 0; replication < 2; ++replication) {
      EXPECT_EQ(cell.runs[replication].digest, 7U);
      EXPECT_EQ(cell.runs[replication].reads, replication);
      EXPECT_EQ(cell.runs[replication].writes, table.variant(cell).design.policy.size());
      EXPECT_EQ(cell.runs[replication].events, 0U);
    }
  }
}

TEST(Experiment, CasesAreTheOuterLoop) {
  scenarios::Scenario scenario = fake_scenario();
  scenario.cases.push_back({"d", models::FioJobSpec{}});
  const ResultTable table = run_scenario(scenario, options_for(1));
  std::vector<std::string> names;
  names.reserve(table.cells.size());
  for (const Cell& cell : table.cells) {
    names.push_back(table.workload(cell).name + '/' + table.variant(cell).name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"c/base", "c/new", "d/base", "d/new"}));
}

TEST(Experiment, PassesTheEngineModeOn) {
  ExperimentOptions options = options_for(1);
  options.mode = models::EngineMode::strict;
  EXPECT_EQ(run_scenario(fake_scenario(), options).cells[0].runs[0].events, 1U);
}

TEST(Experiment, WritesTheSameBytesForAnyNumberOfJobs) {
  const ResultTable alone = run_scenario(fake_scenario(), options_for(1));
  const ResultTable together = run_scenario(fake_scenario(), options_for(4));
  EXPECT_EQ(runs_csv(alone), runs_csv(together));
  EXPECT_EQ(summary_csv(alone, summarize(alone)), summary_csv(together, summarize(together)));
}

// IOPS of 1000, 3000, 5000 ... in one variant, and always the same in the other.
models::RunResult varying(const models::SystemSpec& spec, const models::RunOptions& options) {
  return spec.design.policy == "nowait" ? fake_run(1000 + 2000 * (options.replication % 5), 0) : fake_run(1000, 0);
}

TEST(Experiment, ReplicatesUntilThePrecisionOrTheCap) {
  scenarios::Scenario scenario = fake_scenario();
  scenario.precision = scenarios::Precision{.per_cent = 2, .most = 9};
  ExperimentOptions options = options_for(2);
  options.runner = [](const models::SystemSpec& /*spec*/, const models::RunOptions& /*options*/) {
    return fake_run(1000, 0);
  };
  const ResultTable steady = run_scenario(scenario, options);
  EXPECT_EQ(steady.cells[0].runs.size(), 2U);

  options.runner = varying;
  std::size_t total = 0;
  options.progress = [&total](std::size_t /*done*/, std::size_t runs) { total = runs; };
  const ResultTable capped = run_scenario(scenario, options);
  EXPECT_EQ(capped.cells[0].runs.size(), 9U);  // of the case, not of the variant that needs them
  EXPECT_EQ(capped.cells[1].runs.size(), 9U);
  EXPECT_EQ(capped.cells[1].runs[8].reads, 7000U);
  EXPECT_EQ(total, 18U);

  scenario.precision->per_cent = 60;
  const ResultTable precise = run_scenario(scenario, options);
  EXPECT_GT(precise.cells[1].runs.size(), 2U);
  EXPECT_LT(precise.cells[1].runs.size(), 9U);
  options.jobs = 7;
  EXPECT_EQ(runs_csv(precise), runs_csv(run_scenario(scenario, options)));
}

TEST(Experiment, FailsARunThatIsMostlyWarmUp) {
  ExperimentOptions options = options_for(1);
  options.runner = [](const models::SystemSpec& /*spec*/, const models::RunOptions& run_options) {
    models::RunResult run = fake_run(1000, 0);
    for (int i = 0; i < run_options.samples; ++i) {
      run.samples.push_back({.at = run.window / run_options.samples * (i + 1), .reads = i < 700 ? 1U : 2U});
    }
    return run;
  };
  scenarios::Scenario scenario = fake_scenario();
  EXPECT_NO_THROW(run_scenario(scenario, options));
  scenario.cases[0].job.runtime = sim::kSecond;
  EXPECT_THROW(run_scenario(scenario, options), JobError);
}

TEST(Experiment, TellsWhichRunFailed) {
  ExperimentOptions options = options_for(1);
  options.runner = [](const models::SystemSpec& spec, const models::RunOptions& run_options) {
    if (spec.design.policy == "nowait" && run_options.replication == 1) {
      throw models::RunError("2 tags are missing");
    }
    return models::RunResult{};
  };
  try {
    run_scenario(fake_scenario(), options);
    FAIL() << "no error";
  } catch (const JobError& error) {
    EXPECT_STREQ(error.what(), "c/new, replication 1: 2 tags are missing");
  }
}

}  // namespace
}  // namespace loopsim::analysis
