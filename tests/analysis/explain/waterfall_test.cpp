// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/waterfall.hpp"

#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/explain/cost_groups.hpp"
#include "models/costs.hpp"
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;

TEST(CostGroups, NameCostsThatExistOnceEach) {
  std::set<std::string_view> seen;
  std::set<std::string_view> known;
  for (const models::CostRow& row : models::cost_table()) known.insert(row.name);
  for (const CostGroup& group : cost_groups()) {
    EXPECT_LE(group.name.size(), 40U) << group.name;
    for (const std::string_view cost : group.costs) {
      EXPECT_TRUE(known.contains(cost)) << cost;
      EXPECT_TRUE(seen.insert(cost).second) << cost;
    }
  }
}

// What fio and the block layer do in every design, and the scheduler's rules, are nobody's difference. A new cost is in
// a group or joins these.
TEST(CostGroups, HaveEveryCostButThoseOfEveryDesign) {
  const std::set<std::string_view> common = {"system_call",
                                             "io_submit",
                                             "io_getevents",
                                             "io_uring_submit",
                                             "io_uring_reap",
                                             "psync",
                                             "aio_submit",
                                             "aio_reap",
                                             "kbio_spin",
                                             "aio_complete",
                                             "blk_submit",
                                             "log_push_period",
                                             "journal_commit_period",
                                             "sched_slice",
                                             "idle_poll",
                                             "idle_halt",
                                             "sched_wakeup_granularity",
                                             "sched_migration_cost",
                                             "sched_load_window",
                                             "sched_balance_interval"};
  std::set<std::string_view> grouped;
  for (const CostGroup& group : cost_groups()) grouped.insert(group.costs.begin(), group.costs.end());
  for (const models::CostRow& row : models::cost_table()) {
    EXPECT_NE(grouped.contains(row.name), common.contains(row.name)) << row.name;
  }
}

TEST(CostGroups, LeaveAllOtherCosts) {
  scenarios::Machine machine;
  for (const models::CostRow& row : models::cost_table()) machine.spec.costs.*row.field = 7;
  machine.devices = {models::DeviceSpec{}};
  machine.devices[0].submit = 9;
  const CostGroup& first = cost_groups().front();
  const scenarios::Machine changed = without(machine, first);
  for (const models::CostRow& row : models::cost_table()) {
    const bool gone = std::ranges::find(first.costs, row.name) != first.costs.end();
    EXPECT_EQ(changed.spec.costs.*row.field, gone ? 0 : 7) << row.name;
  }
  EXPECT_EQ(changed.devices[0].submit, 9);
}

RC_GTEST_PROP(Waterfall, PartsAndTheRestSumToTheDifference, ()) {
  const auto number = [] { return static_cast<double>(*rc::gen::inRange(-10'000, 10'000)); };
  Waterfall waterfall{.variant = "a",
                      .against = "b",
                      .variant_ns = 1000.0 + *rc::gen::inRange(0, 10'000),
                      .against_ns = 1000.0 + *rc::gen::inRange(0, 10'000),
                      .steps = {},
                      .rest = number()};
  for (int steps = *rc::gen::inRange(1, 12); steps > 0; --steps) {
    waterfall.steps.push_back(
        {.key = "k", .name = "n", .first_off = number(), .last_off = number(), .ratio_without = 1, .part = 0});
  }
  share_out(waterfall);
  double sum = waterfall.rest;
  for (const WaterfallStep& step : waterfall.steps) sum += step.part;
  RC_ASSERT(std::abs(sum - waterfall.difference()) < 1e-6);
}

// One kworker submits for all, or every job for itself, and the device takes 1 us an I/O at least.
models::RunResult serial_or_parallel(const models::SystemSpec& system, const models::RunOptions&) {
  const models::Costs& costs = system.machine.costs;
  const auto submission = static_cast<double>(costs.xfs_dio_submit);
  const auto handling = static_cast<double>(costs.kworker_command);
  const double serial = system.design.policy == "workqueue" ? submission + handling : submission / 10;
  return fake_run(static_cast<std::uint64_t>(1e9 / std::max(serial, 1000.0)), 0);
}

scenarios::Scenario two_designs() {
  scenarios::Scenario scenario = fake_scenario();
  scenario.machine.spec.costs = {};
  scenario.machine.spec.costs.xfs_dio_submit = 3000;
  scenario.machine.spec.costs.kworker_command = 2000;
  scenario.replications = 1;
  // An analysis of the window needs no samples here.
  scenario.cases[0].job.runtime = 0;
  return scenario;
}

TEST(Waterfall, TellsWhatASerialWorkerIsMadeOf) {
  ExperimentOptions options;
  options.runner = serial_or_parallel;
  const Waterfall waterfall = analysis::waterfall(two_designs(), options);
  EXPECT_EQ(waterfall.variant, "new");
  EXPECT_EQ(waterfall.against, "base");
  EXPECT_NEAR(waterfall.difference(), 4000, 1);
  EXPECT_NEAR(waterfall.rest, 0, 1);
  std::map<std::string, WaterfallStep> steps;
  for (const WaterfallStep& step : waterfall.steps) steps[std::string(step.key)] = step;
  ASSERT_TRUE(steps.contains("submission"));
  ASSERT_TRUE(steps.contains("kworker"));
  // Without either the other is left; the device hides a part of both together.
  EXPECT_NEAR(steps["submission"].first_off, 3000, 1);
  EXPECT_NEAR(steps["submission"].last_off, 2000, 1);
  EXPECT_NEAR(steps["kworker"].first_off, 2000, 1);
  EXPECT_NEAR(steps["kworker"].last_off, 1000, 1);
  EXPECT_NEAR(steps["submission"].ratio_without, 2, 0.01);
  EXPECT_NEAR(steps["submission"].part + steps["kworker"].part, 4000, 2);
  EXPECT_EQ(waterfall.steps.front().key, "submission");
  const std::vector<std::string> text = sentences(waterfall);
  EXPECT_EQ(text.front(), "new completes an I/O every 1.00 us and base every 5.00 us: 5X, 4.00 us gained an I/O.");
  EXPECT_THAT(text[1], HasSubstr("submission to file and device"));
}

TEST(Waterfall, TellsItsProgress) {
  ExperimentOptions options;
  options.runner = serial_or_parallel;
  std::size_t last = 0;
  std::size_t promised = 0;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    last = done;
    promised = total;
  };
  analysis::waterfall(two_designs(), options);
  EXPECT_EQ(last, promised);
  EXPECT_EQ(promised, waterfall_runs(two_designs()));
}

TEST(Waterfall, TakesTwoVariantsInOneCase) {
  scenarios::Scenario scenario = two_designs();
  scenario.variants.pop_back();
  EXPECT_THROW(analysis::waterfall(scenario, {}), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
