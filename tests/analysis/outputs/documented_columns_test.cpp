// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/metrics.hpp"
#include "analysis/outputs/writers.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/scenarios/documented_table.hpp"

namespace loopsim::analysis {
namespace {

using Names = std::vector<std::string>;
using scenarios::DocumentedRow;

constexpr const char* kMeasured = "Measured columns";

const std::map<std::string, std::vector<DocumentedRow>>& page() {
  static const auto kPage =
      scenarios::documented_tables(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "docs" / "columns.md");
  return kPage;
}

Names documented(const std::string& section) {
  Names names;
  for (const DocumentedRow& row : page().at(section)) {
    names.push_back(row.front());
  }
  return names;
}

// What stands in the first line of a CSV.
Names header(const std::string& csv) {
  Names names(1);
  for (const char c : csv.substr(0, csv.find('\n'))) {
    if (c == ',') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

Names joined(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

ResultTable table_with_jobs() {
  ResultTable table = fake_table();
  table.cells[0].runs[0].jobs.resize(1);
  return table;
}

TEST(DocumentedColumns, AreThoseOfTheRuns) {
  Names expected = documented("runs.csv");
  const std::string last = expected.back();
  expected.pop_back();
  expected = joined(expected, documented(kMeasured));
  expected.push_back(last);
  EXPECT_EQ(header(runs_csv(fake_table())), expected);
}

TEST(DocumentedColumns, AreThoseOfTheSummary) {
  Names measured = documented(kMeasured);
  ASSERT_EQ(measured.front(), "iops");
  measured.erase(measured.begin());
  const ResultTable table = fake_table();
  EXPECT_EQ(header(summary_csv(table, summarize(table))), joined(documented("summary.csv"), measured));
}

TEST(DocumentedColumns, AreThoseOfTheTimeSeries) {
  EXPECT_EQ(header(timeseries_csv(fake_table())), documented("timeseries.csv"));
}

TEST(DocumentedColumns, AreThoseOfTheJobs) { EXPECT_EQ(header(jobs_csv(table_with_jobs())), documented("jobs.csv")); }

TEST(DocumentedColumns, HaveTheUnitsOfTheMetrics) {
  for (const DocumentedRow& row : page().at(kMeasured)) {
    EXPECT_EQ(row.at(1), metric(row.front()).unit) << row.front();
  }
}

}  // namespace
}  // namespace loopsim::analysis
