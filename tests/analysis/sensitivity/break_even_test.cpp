// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/break_even.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/units.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;

// The fake scenario, whose machine has the one cost that is moved.
scenarios::Scenario scenario_under(const std::vector<scenarios::Override>& overrides) {
  scenarios::Scenario scenario = fake_scenario();
  scenario.machine.spec.costs.psync = 1500;
  for (const scenarios::Override& override : overrides) {
    scenario.machine.spec.costs.psync = scenarios::parse_duration(override.value);
  }
  return scenario;
}

BreakEvenQuestion question_between(double low, double high) {
  BreakEvenQuestion question;
  question.axis = axis_of(Tunable({{"costs.psync", "1500ns", 1500, low, high, false}}));
  question.variant_index = 1;
  question.against_index = 0;
  return question;
}

// `base` does 100000 IOPS whatever the cost, `new` as many when the cost is `even_at` ns, and fewer the dearer it gets.
// Replications differ, and both designs alike.
ExperimentOptions losing(double even_at, int jobs = 1, std::uint64_t noise = 500) {
  ExperimentOptions options;
  options.jobs = jobs;
  options.runner = [even_at, noise](const models::SystemSpec& system, const models::RunOptions& run_options) {
    constexpr double kRate = 100'000;
    const auto cost = static_cast<double>(system.machine.costs.psync);
    const double rate = system.design.policy == "nowait" ? kRate * even_at / cost : kRate;
    models::RunResult run = fake_run(0, 0);
    run.reads = static_cast<std::uint64_t>(rate) + noise * run_options.replication;
    return run;
  };
  return options;
}

TEST(BreakEven, IsWhereTheSignChanges) {
  const BreakEven answer = find_break_even(scenario_under, question_between(100, 10'000), losing(1234));
  ASSERT_TRUE(answer.flip.has_value());
  EXPECT_NEAR(answer.flip->value, 1234, 0.005 * 1234);
  EXPECT_EQ(answer.flips, 1U);
  EXPECT_LE(answer.flip->below.value, 1234);
  EXPECT_GT(answer.flip->below.change.interval->low, 0);
  EXPECT_GE(answer.flip->above.value, 1234);
  EXPECT_LT(answer.flip->above.change.interval->high, 0);
  EXPECT_EQ(answer.variant, "new");
  EXPECT_EQ(answer.against, "base");
  EXPECT_THAT(sentences(answer).front(), HasSubstr("new against base: slower from costs.psync = 1.2"));
}

TEST(BreakEven, StopsAtThePrecisionAsked) {
  BreakEvenQuestion question = question_between(100, 10'000);
  const std::size_t coarse = find_break_even(scenario_under, question, losing(1234)).points.size();
  question.precision = 0.0001;
  const BreakEven fine = find_break_even(scenario_under, question, losing(1234, 1, 0));
  EXPECT_GT(fine.points.size(), coarse);
  EXPECT_NEAR(fine.flip->value, 1234, 1.5);
  EXPECT_LE(fine.flip->above.value - fine.flip->below.value, 4) << "whole nanoseconds are as fine as a cost gets";
}

TEST(BreakEven, DoesNotDependOnTheNumberOfJobs) {
  const BreakEven alone = find_break_even(scenario_under, question_between(100, 10'000), losing(3000, 1));
  const BreakEven together = find_break_even(scenario_under, question_between(100, 10'000), losing(3000, 4));
  EXPECT_EQ(alone.flip->value, together.flip->value);
  EXPECT_EQ(sentences(alone), sentences(together));
}

TEST(BreakEven, SaysWhenNothingFlips) {
  const BreakEven answer = find_break_even(scenario_under, question_between(100, 1'000), losing(2000));
  EXPECT_FALSE(answer.flip.has_value());
  EXPECT_FALSE(answer.undecided());
  EXPECT_EQ(answer.points.size(), 5U);
  EXPECT_THAT(sentences(answer).front(), HasSubstr("no flip between 100ns and 1us of costs.psync"));
}

TEST(BreakEven, SaysWhenThereIsOnlyChance) {
  ExperimentOptions options;
  options.runner = [](const models::SystemSpec& system, const models::RunOptions& run_options) {
    const bool first = (system.design.policy == "nowait") == (run_options.replication % 2 == 0);
    return fake_run(first ? 1100 : 1000, 0);
  };
  const BreakEven answer = find_break_even(scenario_under, question_between(100, 1'000), options);
  EXPECT_TRUE(answer.undecided());
  EXPECT_THAT(sentences(answer).front(), HasSubstr("no difference beyond chance"));
}

TEST(BreakEven, FindsAFlipBetweenEndsOfOneSign) {
  ExperimentOptions options;
  options.runner = [](const models::SystemSpec& system, const models::RunOptions& /*run_options*/) {
    const auto cost = system.machine.costs.psync;
    const bool ahead = system.design.policy == "nowait" && (cost < 400 || cost > 2500);
    return fake_run(ahead ? 2000 : 1000 - (system.design.policy == "nowait" ? 100 : 0), 0);
  };
  const BreakEven answer = find_break_even(scenario_under, question_between(100, 10'000), options);
  EXPECT_EQ(answer.flips, 2U);
  ASSERT_TRUE(answer.flip.has_value());
  EXPECT_NEAR(answer.flip->value, 2500, 50) << "1.5 us is in force, and nearer to this one than to 400 ns";
  EXPECT_THAT(sentences(answer).back(), HasSubstr("changes 2 times"));
}

TEST(BreakEven, MovesCountsAndKeysOfTheScenarioToo) {
  const BreakEvenAxis units = axis_of(Tunable({{"devices.d.units", "16", 16, 4, 64, true}}));
  EXPECT_EQ(units.text(units.low), "4");
  EXPECT_EQ(units.settings(17.4).front().value, "17");

  const scenarios::YamlNode ends = scenarios::parse_yaml("from: 64KiB\nto: 4GiB\n", "ends");
  const scenarios::Value root(ends, "");
  const BreakEvenAxis size = axis_of("design.file_size", scenarios::Span(*root.peek("from"), *root.peek("to")));
  EXPECT_EQ(size.text(size.high), "4GiB");
  EXPECT_EQ(size.settings(0x1p20).front().key, "design.file_size");
  EXPECT_EQ(size.settings(0x1p20).front().value, "1MiB");
}

TEST(BreakEven, RefusesQuestionsWithoutAnAnswer) {
  BreakEvenQuestion question = question_between(100, 1'000);
  question.replications = 1;
  EXPECT_THROW(find_break_even(scenario_under, question, losing(500)), std::invalid_argument);
  question = question_between(100, 1'000);
  question.axis.high = 50;
  EXPECT_THROW(find_break_even(scenario_under, question, losing(500)), std::invalid_argument);
  question = question_between(100, 1'000);
  question.axis.low = 0;
  EXPECT_THROW(find_break_even(scenario_under, question, losing(500)), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
