// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/sensitivity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/process_pool.hpp"
#include "analysis/sensitivity/break_even_choice.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::input_error_text;
using testing::HasSubstr;

// psync makes the variant `new` slower, io_submit both, and log_force nothing.
models::RunResult runner(const models::SystemSpec& system, const models::RunOptions& options) {
  const models::Costs& costs = system.machine.costs;
  const bool is_new = system.design.policy == "nowait";
  const auto time = static_cast<double>(costs.io_submit + (is_new ? costs.psync : 500));
  return fake_run(static_cast<std::uint64_t>(1e7 / time) + options.replication, 0);
}

scenarios::Scenario scenario() {
  scenarios::Scenario made = fake_scenario();
  made.machine.spec.costs.psync = 500;
  made.machine.spec.costs.io_submit = 1000;
  made.machine.parameters = {{"psync", "500ns", "[100ns, 1000ns]", "estimate", false},
                             {"io_submit", "1us", "[500ns, 2us]", "estimate", false},
                             {"log_force", "1us", "[500ns, 2us]", "estimate", false},
                             {"sched_slice", "3ms", "[1ms, 4ms]", "kernel source; a constant", false}};
  return made;
}

Sensitivity analysed(int jobs, std::size_t samples) {
  const scenarios::Scenario asked = scenario();
  ExperimentOptions options;
  options.runner = runner;
  options.jobs = jobs;
  const OutputChoice output("ratio:new/base", asked);
  return analyse_sensitivity(asked,
                             {.case_index = 0,
                              .output = output,
                              .tunables = tunables_for(asked, output),
                              .trajectories = 4,
                              .samples = samples,
                              .most = 2},
                             options);
}

TEST(Sensitivity, OrdersParametersByWhatTheyDo) {
  const Sensitivity result = analysed(2, 32);
  ASSERT_EQ(result.parameters.size(), 3U) << "all but the constant of the kernel";
  EXPECT_EQ(result.parameters[0].tunable.name(), "costs.psync");
  EXPECT_EQ(result.parameters[1].tunable.name(), "costs.io_submit");
  EXPECT_EQ(result.parameters[2].effects.mean_absolute, 0);
  EXPECT_LT(result.parameters[0].effects.mean, 0);
  ASSERT_TRUE(result.parameters[1].indices.has_value());
  EXPECT_FALSE(result.parameters[2].indices.has_value()) << "two went on";
  EXPECT_GT(result.parameters[0].indices->total.value, 0.8);
}

TEST(Sensitivity, DoesNotDependOnTheNumberOfJobs) {
  EXPECT_EQ(sensitivity_csv(analysed(1, 8)), sensitivity_csv(analysed(4, 8)));
  EXPECT_EQ(sensitivity_text(analysed(1, 8)), sensitivity_text(analysed(4, 8)));
}

TEST(Sensitivity, ScreensAloneWhereNoSamplesAreAsked) {
  const Sensitivity result = analysed(1, 0);
  EXPECT_FALSE(result.sobol.has_value());
  EXPECT_THAT(sensitivity_csv(result), HasSubstr("fake,c,ratio:new/base,costs.psync,500,100,1000,"));
}

TEST(Sensitivity, FailsWithThePointThatGivesNoValue) {
  const scenarios::Scenario asked = scenario();
  ExperimentOptions options;
  options.runner = [](const models::SystemSpec&, const models::RunOptions&) { return fake_run(0, 0); };
  const OutputChoice output("ratio:new/base", asked);
  try {
    analyse_sensitivity(asked, {.case_index = 0, .output = output, .tunables = tunables_for(asked, output)}, options);
    FAIL() << "no error";
  } catch (const JobError& error) {
    EXPECT_THAT(error.what(), HasSubstr("costs.psync="));
    EXPECT_THAT(error.what(), HasSubstr("no value for ratio:new/base"));
  }
}

TEST(OutputChoice, ReadsRatiosAndMetrics) {
  const scenarios::Scenario asked = scenario();
  const OutputChoice ratio("ratio:new/base", asked);
  EXPECT_TRUE(ratio.is_ratio());
  EXPECT_EQ(ratio.variants(), (std::vector<std::size_t>{1, 0}));
  EXPECT_DOUBLE_EQ(ratio.value({{fake_run(300, 0), fake_run(500, 0)}, {fake_run(100, 0), fake_run(100, 0)}}), 4);
  const OutputChoice rate("iops:new", asked);
  EXPECT_FALSE(rate.is_ratio());
  EXPECT_DOUBLE_EQ(rate.value({{fake_run(300, 0), fake_run(500, 0)}}), 400);
}

TEST(OutputChoice, RefusesWhatThereIsNot) {
  const scenarios::Scenario asked = scenario();
  const auto error = [&](const char* text) { return input_error_text([&] { OutputChoice(text, asked); }); };
  EXPECT_THAT(error("ratio:new"), HasSubstr("--output ratio:new: expected ratio:VARIANT/VARIANT or METRIC:VARIANT"));
  EXPECT_THAT(error("iops:a/b"), HasSubstr("expected"));
  EXPECT_THAT(error("iops"), HasSubstr("expected"));
  EXPECT_THAT(error("ratio:new/bas"), HasSubstr("did you mean 'base'?"));
  EXPECT_THAT(error("iop:new"), HasSubstr("did you mean 'iops'?"));
  EXPECT_THAT(error("ratio:new/new"), HasSubstr("as fast as itself"));
}

TEST(BreakEvenChoice, ReadsParametersAndRanges) {
  const scenarios::Scenario asked = scenario();
  const OutputChoice ratio("ratio:new/base", asked);
  const auto questions = break_even_questions({"psync", "costs.io_submit=1us..3us"}, asked, 0, ratio);
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].axis.key, "costs.psync");
  EXPECT_EQ(questions[0].axis.high, 1000);
  EXPECT_EQ(questions[0].variant_index, 1U);
  EXPECT_EQ(questions[1].axis.low, 1000);
  EXPECT_EQ(questions[1].axis.settings(2000).front().value, "2us");
  const auto error = [&](const char* text, const OutputChoice& output) {
    return input_error_text([&] { break_even_questions({text}, asked, 0, output); });
  };
  EXPECT_THAT(error("psnc", ratio), HasSubstr("did you mean 'costs.psync'?"));
  EXPECT_THAT(error("a=1us", ratio), HasSubstr("--break-even a=1us: expected PARAMETER or KEY=FROM..TO"));
  EXPECT_THAT(error("a=2us..1us", ratio), HasSubstr("--break-even a=2us..1us"));
  EXPECT_THAT(error("psync", OutputChoice("iops:new", asked)), HasSubstr("a break-even is of two variants"));
}

TEST(BreakEvenChoice, NamesTheCaseWhereThereAreSeveral) {
  scenarios::Scenario asked = scenario();
  EXPECT_EQ(case_named(asked, ""), 0U);
  asked.cases.push_back({"d", models::FioJobSpec{}});
  EXPECT_EQ(case_named(asked, "d"), 1U);
  EXPECT_THAT(input_error_text([&] { case_named(asked, ""); }), HasSubstr("--case: the scenario has several cases"));
  EXPECT_THAT(input_error_text([&] { case_named(asked, "e"); }), HasSubstr("no case 'e'"));
}

TEST(BreakEvenChoice, WhatIsMovedGoesBeforeASetting) {
  const auto all = with({{"costs.psync", "1us"}, {"machine.cpus", "4"}}, {{"costs.psync", "2us"}});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].key, "machine.cpus");
  EXPECT_EQ(all[1].value, "2us");
}

}  // namespace
}  // namespace loopsim::analysis
