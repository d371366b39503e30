// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/repetitions.hpp"

#include <gtest/gtest.h>

#include "tests/analysis/measurements/fake_measurement.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

TEST(Repetitions, BecomeTheirMedianInThePlaceOfTheFirst) {
  std::vector<Measurement> rows = {fake_measurement("workqueue", 100), fake_measurement("nowait", 50),
                                   fake_measurement("workqueue", 130), fake_measurement("workqueue", 90)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].source.line = static_cast<int>(i) + 2;
    rows[i].latency_mean_ns = static_cast<double>(i);
    rows[i].percentiles = {{50, rows[i].iops}, {99, 2 * rows[i].iops}};
  }
  const std::vector<Measurement> merged = merge_repetitions(rows);
  ASSERT_EQ(merged.size(), 2U);
  EXPECT_EQ(merged[0].source.line, 2);
  EXPECT_EQ(merged[0].repetitions, 3);
  EXPECT_EQ(merged[0].iops, 100);
  EXPECT_EQ(merged[0].iops_min, 90);
  EXPECT_EQ(merged[0].iops_max, 130);
  EXPECT_DOUBLE_EQ(merged[0].spread().value(), 0.4);
  EXPECT_EQ(merged[0].latency_mean_ns, 2.0);
  EXPECT_EQ(merged[0].percentiles[1].ns, 200);
  EXPECT_EQ(merged[1].repetitions, 1);
  EXPECT_EQ(merged[1].iops, 50);
}

TEST(Repetitions, DropWhatNotAllOfThemHave) {
  std::vector<Measurement> rows = {fake_measurement("nowait", 1), fake_measurement("nowait", 2)};
  rows[0].percentiles = {{50, 10}};
  rows[0].latency_mean_ns = 5;
  const Measurement merged = merge_repetitions(rows).front();
  EXPECT_TRUE(merged.percentiles.empty());
  EXPECT_EQ(merged.latency_mean_ns, std::nullopt);
}

TEST(Repetitions, OfASummaryAreRefused) {
  std::vector<Measurement> rows = {fake_measurement("nowait", 1), fake_measurement("nowait", 2)};
  rows[0].source.line = 7;
  rows[1].source.line = 9;
  rows[1].repetitions = 3;
  EXPECT_EQ(scenarios::input_error_text([&] { merge_repetitions(rows); }),
            "fake.csv:9:1: the same configuration as line 7, and one of the two is a summary of 3 runs");
}

TEST(Repetitions, DifferInNothingThatTheNameHas) {
  Measurement other = fake_measurement("nowait", 2);
  other.condition = "idle=halt";
  EXPECT_EQ(merge_repetitions({fake_measurement("nowait", 1), other}).size(), 2U);
}

}  // namespace
}  // namespace loopsim::analysis
