// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/row_filter.hpp"

#include <string>

#include <gtest/gtest.h>

#include "scenarios/yaml_tree.hpp"
#include "tests/analysis/measurements/fake_measurement.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

bool takes(const std::string& where, const Measurement& row) {
  const scenarios::YamlNode tree = scenarios::parse_yaml("{" + where + "}", "w.yaml");
  return RowFilter(scenarios::Value(tree, "")).takes(row);
}

TEST(RowFilter, TakesRowsThatHaveOneOfTheValuesInEveryColumn) {
  const Measurement row = fake_measurement("nowait", 1000);
  EXPECT_TRUE(RowFilter().takes(row));
  EXPECT_TRUE(takes("device: disk0", row));
  EXPECT_FALSE(takes("device: disk", row));
  EXPECT_TRUE(takes("policy: [workqueue, nowait], iodepth: 16, jobs: 1", row));
  EXPECT_FALSE(takes("policy: [workqueue, nowait], iodepth: 1", row));
  EXPECT_TRUE(takes("kernel: 6.18-fake, file: fake.csv", row));
}

TEST(RowFilter, StarsStandForAnyText) {
  Measurement row = fake_measurement("nowait", 1000);
  row.condition = "whole runs; idle=halt; preempt=lazy; idle-same";
  EXPECT_TRUE(takes("condition: \"*idle=halt*\"", row));
  EXPECT_TRUE(takes("condition: \"whole*lazy*same\"", row));
  EXPECT_TRUE(takes("condition: \"*\"", row));
  EXPECT_FALSE(takes("condition: \"*idle=halt\"", row));
  EXPECT_FALSE(takes("condition: \"idle*\"", row));
}

TEST(RowFilter, AnEmptyTextStandsForARowThatSaysNothing) {
  const Measurement row = fake_measurement("nowait", 1000);
  EXPECT_TRUE(takes("condition: \"\", vcpus: \"\", accel: [tcg, \"\"]", row));
  EXPECT_FALSE(takes("sched: \"\"", row));
}

TEST(RowFilter, RefusesColumnsThatRowsDoNotHave) {
  const auto error = [](const std::string& where) {
    return scenarios::input_error_text([&] { takes(where, fake_measurement("nowait", 1)); });
  };
  EXPECT_EQ(error("devise: zram").substr(0, 75),
            "w.yaml:1:2: unknown key 'devise' at the top level; did you mean 'device'? (");
  EXPECT_EQ(error("jobs: []"), "w.yaml:1:8: jobs: expected at least one value");
  EXPECT_THROW(field_text(fake_measurement("nowait", 1), "iops"), std::out_of_range);
}

}  // namespace
}  // namespace loopsim::analysis
