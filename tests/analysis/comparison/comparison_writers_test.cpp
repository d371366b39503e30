// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/comparison_writers.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "analysis/text_layout.hpp"
#include "tests/analysis/comparison/fake_stored_results.hpp"
#include "tests/analysis/golden.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;
using testing::Not;

ResultComparison of_variants() {
  const StoredResult result = stored_result("results/fake");
  return compare(variant_sides(result, {}));
}

// Two directories of two variants each, of other seeds; in the second, one case is missing and psync costs more.
ResultComparison of_directories() {
  const StoredResult a = stored_result("results/base");
  StoredResult b = stored_result("results/a|b");
  b.seed = 2;
  b.cells.erase(b.cells.begin() + 2);
  b.cells[0].iops = {102e3, 111e3, 93e3};
  b.resolved = a.resolved;
  for (scenarios::YamlNode::Member& member : b.resolved.members) {
    if (member.key == "seed") {
      member.value.text = "2";
    }
  }
  return compare(std::vector<Side>{{"results/base", &a, ""}, {"results/a|b", &b, ""}});
}

TEST(ComparisonTable, IsTheGoldenFile) {
  EXPECT_EQ(comparison_table(of_variants()), golden("compare_variants.txt"));
  EXPECT_EQ(comparison_table(of_directories()), golden("compare_directories.txt"));
}

TEST(ComparisonMarkdown, IsTheGoldenFile) {
  EXPECT_EQ(comparison_markdown(of_directories()), golden("compare_directories.md"));
}

TEST(ComparisonCsv, IsTheGoldenFile) {
  EXPECT_EQ(comparison_csv(of_variants()), golden("compare_variants.csv"));
  EXPECT_EQ(comparison_csv(of_directories()), golden("compare_directories.csv"));
}

// The same but for the last digits of numbers, which the mathematics library has a say in.
bool nearly_equal(const nlohmann::ordered_json& a, const nlohmann::ordered_json& b) {
  if (a.is_number_float() && b.is_number_float()) {
    return std::abs(a.get<double>() - b.get<double>()) <= 1e-9 * std::abs(b.get<double>());
  }
  if (a.type() != b.type() || a.size() != b.size() || !a.is_structured()) {
    return a == b;
  }
  return std::equal(a.items().begin(), a.items().end(), b.items().begin(), [](const auto& x, const auto& y) {
    return x.key() == y.key() && nearly_equal(x.value(), y.value());
  });
}

TEST(ComparisonJson, IsTheGoldenFile) {
  const std::string text = comparison_json(of_directories());
  EXPECT_TRUE(nearly_equal(nlohmann::ordered_json::parse(text),
                           nlohmann::ordered_json::parse(golden("compare_directories.json"))))
      << text;
}

TEST(ComparisonJson, IsNullWhereNothingIsKnown) {
  StoredResult a = stored_result("a");
  for (StoredCell& cell : a.cells) {
    cell.iops = {0};
  }
  const ResultComparison comparison = compare(std::vector<Side>{{"\xFF", &a, ""}, {"b", &a, ""}});
  const nlohmann::json json = nlohmann::json::parse(comparison_json(comparison));
  const nlohmann::json& workload = json["comparisons"][0]["workloads"][0];
  EXPECT_TRUE(workload["change"].is_null());
  EXPECT_TRUE(workload["mann_whitney"].is_null());
  EXPECT_TRUE(workload["variance_reduction"].is_null());
}

TEST(ComparisonTable, SaysWhyThereAreNoIntervals) {
  StoredResult a = stored_result("a");
  for (StoredCell& cell : a.cells) {
    cell.iops.resize(1);
  }
  const std::string text = comparison_table(compare(variant_sides(a, {})));
  EXPECT_THAT(text, HasSubstr("no interval: each side needs two replications or more\n"));
  EXPECT_THAT(text, Not(HasSubstr("Mann-Whitney")));
}

TEST(ComparisonTable, ShowsAFewDifferencesAndCountsTheRest) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.resolved = {};
  const std::vector<std::string> notes = difference_notes(compare(std::vector<Side>{{"a", &a, ""}, {"b", &b, ""}})[0]);
  ASSERT_EQ(notes.size(), 9U);
  EXPECT_EQ(notes[0], "differs: schema_version: 1 -> -");
  EXPECT_THAT(notes[8], HasSubstr("more keys of resolved.yaml"));
}

RC_GTEST_PROP(ComparisonTable, IsAsciiAndNarrowWhateverTheNamesAndNumbers, ()) {
  const auto number =
      rc::gen::map(rc::gen::inRange(-12, 12), [](int exponent) { return std::pow(10.0, exponent) * 1.23456; });
  const auto name = rc::gen::nonEmpty<std::string>();
  StoredResult a = stored_result(*name);
  for (StoredCell& cell : a.cells) {
    cell.case_name = *name;
    cell.iops = {*number, *number, *number};
    cell.clat_p50_ns = *number;
    cell.clat_p99_ns = *number;
    cell.clat_p999_ns = *number;
    cell.cpu_ns_per_io = *number;
    cell.ctx_switches_per_io = *number;
  }
  StoredResult b = a;
  b.cells[0].iops = {*number, *number, *number};
  b.version = *name;
  std::istringstream lines(comparison_table(compare(std::vector<Side>{{*name, &a, ""}, {*name, &b, ""}})));
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(line.size() <= kTextWidth);
    RC_ASSERT(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
  }
}

}  // namespace
}  // namespace loopsim::analysis
