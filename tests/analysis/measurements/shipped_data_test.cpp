// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/measurements/read_measurements.hpp"
#include "analysis/measurements/telling_names.hpp"
#include "analysis/validation/validation_table.hpp"

namespace loopsim::analysis {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios";

MeasuredFile read(const std::string& name) { return read_measured_table(kScenarios / "measured" / "data" / name, {}); }

// Every file of measurements that the product ships is read whole: so many configurations, so many notes.
TEST(ShippedData, IsReadWhole) {
  const std::map<std::string, std::size_t> configurations = {
      {"fio_matrix.csv", 86},      {"fio_matrix_median.csv", 86}, {"emulation.csv", 112}, {"emulation_median.csv", 112},
      {"nowait_semantics.csv", 0}, {"nowait_contention.csv", 0},  {"alloc_cost.csv", 0},  {"micro_costs.csv", 0},
  };
  for (const auto& [name, rows] : configurations) {
    const MeasuredFile file = read(name);
    EXPECT_EQ(file.rows.size(), rows) << name;
    EXPECT_EQ(file.notes.size(), rows == 0 ? 1U : 0U) << name;
  }
  EXPECT_GT(read("patched-kernel.csv").rows.size(), 40U);
  EXPECT_GT(read("sparse-conditions.csv").rows.size(), 60U);
}

// The files of single runs and those of medians are two views of one thing.
TEST(ShippedData, MediansAreThoseOfTheRuns) {
  for (const auto& [runs, medians] :
       {std::pair{"fio_matrix.csv", "fio_matrix_median.csv"}, std::pair{"emulation.csv", "emulation_median.csv"}}) {
    std::map<std::string, Measurement> by_name;
    for (const Measurement& row : read(runs).rows) {
      by_name[name_of(row)] = row;
    }
    for (const Measurement& row : read(medians).rows) {
      const Measurement& own = by_name.at(name_of(row));
      EXPECT_EQ(own.repetitions, row.repetitions) << name_of(row);
      EXPECT_NEAR(own.iops, row.iops, 0.06) << name_of(row);
      EXPECT_EQ(own.iops_min, row.iops_min) << name_of(row);
      EXPECT_EQ(own.iops_max, row.iops_max) << name_of(row);
    }
  }
}

// Rows of the same job on one and two CPUs, and on fast and slow devices, once had the same heading and label.
TEST(ShippedTables, PrintRowsThatCanBeToldApart) {
  for (const auto& entry : std::filesystem::directory_iterator(kScenarios / "validation")) {
    const ValidationPlan plan = load_validation(entry.path());
    std::set<std::string> printed;
    std::vector<std::string> names;
    for (const PlannedRow& row : plan.rows) {
      printed.insert(row.machine + ": " + row.heading + ": " + row.label);
      names.push_back(row.machine + "/" + row.name);
    }
    EXPECT_EQ(printed.size(), plan.rows.size()) << entry.path();
    const std::vector<std::string> labels = telling_names(names, 58);
    EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), labels.size()) << entry.path();
    EXPECT_LE(std::ranges::max(labels, {}, &std::string::size).size(), 120U) << entry.path();
  }
}

// Whatever a table names is there, and no row is lost: it is simulated, or left out with a reason.
TEST(ShippedTables, AreSound) {
  std::size_t tables = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kScenarios / "validation")) {
    const ValidationPlan plan = load_validation(entry.path());
    EXPECT_FALSE(plan.rows.empty()) << entry.path();
    for (const LeftOutRow& row : plan.left_out) {
      EXPECT_FALSE(row.reason.empty()) << row.name;
    }
    EXPECT_TRUE(is_validation_table(entry.path()));
    ++tables;
  }
  EXPECT_GE(tables, 2U);
  const ValidationPlan plan = load_validation(kScenarios / "validation" / "epyc-vm.yaml");
  EXPECT_EQ(plan.rows.size() + plan.left_out.size(), 86U + 112U);
}

}  // namespace
}  // namespace loopsim::analysis
