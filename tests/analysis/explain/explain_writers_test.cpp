// SPDX-License-Identifier: GPL-2.0
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analysis/explain/writers.hpp"
#include "analysis/text_layout.hpp"
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;

ResultTable odd_table() {
  ResultTable table = fake_table();
  table.scenario.name = "odd \"name\", <b> ä";
  table.scenario.cases[0].name = "a,case with \"quotes\" and a name so long that no table will ever have room for it";
  table.scenario.variants[1].name = "100 % <new> ü";
  for (Cell& cell : table.cells) {
    for (models::RunResult& run : cell.runs) {
      run.stage_total.fill(static_cast<std::int64_t>(run.reads + run.writes) * 12'345'678);
      run.device_busy = run.window / 2;
    }
  }
  return table;
}

Explanation odd_explanation() {
  Explanation explanation = explain_table(odd_table());
  Waterfall waterfall{.variant = "100 % <new> ü",
                      .against = "base",
                      .variant_ns = 1700,
                      .against_ns = 7050,
                      .steps = {{.key = "submission",
                                 .name = "submission to file and device",
                                 .first_off = 2800,
                                 .last_off = 2400,
                                 .ratio_without = 2.47,
                                 .part = 0}},
                      .rest = -3};
  share_out(waterfall);
  explanation.cases[0].waterfalls.push_back(waterfall);
  return explanation;
}

TEST(ExplainText, IsNeverWiderThanAPage) {
  std::istringstream lines(explain_text(odd_explanation()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), kTextWidth) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(ExplainText, SaysFirstAndShowsThen) {
  const std::string text = explain_text(odd_explanation());
  EXPECT_LT(text.find("No other loop device beats base"), text.find("taken apart"));
  EXPECT_LT(text.find("taken apart"), text.find("stage "));
  EXPECT_THAT(text, HasSubstr("\n  latency      148148  100.0"));
  EXPECT_THAT(text, HasSubstr("\n  difference                                                    5.350  100.0\n"));
}

TEST(ExplainCsv, HasARowForEachNumber) {
  const std::string csv = explain_csv(odd_explanation());
  EXPECT_THAT(csv, HasSubstr("\"a,case with \"\"quotes\"\" and a name"));
  EXPECT_THAT(csv, HasSubstr(",base,stage,worker,mean,1.23457e+07,ns\n"));
  EXPECT_THAT(csv, HasSubstr(",base,stage,worker,p99,,ns\n"));
  EXPECT_THAT(csv, HasSubstr(",base,resource,device,busy,0.5,1\n"));
  EXPECT_THAT(csv, HasSubstr(",100 % <new> ü,waterfall,submission,first_off,2800,ns\n"));
  EXPECT_THAT(csv, HasSubstr(",100 % <new> ü,waterfall,difference,part,5350,ns\n"));
}

TEST(ExplainJson, IsWhole) {
  const auto json = nlohmann::json::parse(explain_json(odd_explanation(), {.version = "1",
                                                                           .compiler = "c",
                                                                           .build_type = "r",
                                                                           .engine_mode = "horizon",
                                                                           .command_line = "loopsim \xff",
                                                                           .resolved_scenario = ""}));
  const auto& cell = json["cases"][0];
  EXPECT_EQ(cell["variants"].size(), 2U);
  double sum = 0;
  for (const auto& stage : cell["variants"][0]["stages"]) sum += stage["mean_ns"].get<double>();
  EXPECT_DOUBLE_EQ(sum, cell["variants"][0]["latency_ns"].get<double>());
  EXPECT_EQ(cell["variants"][0]["binding"], "device");
  EXPECT_EQ(cell["waterfalls"][0]["steps"][0]["costs"], "submission");
  EXPECT_NE(cell["answer"], "");
}

}  // namespace
}  // namespace loopsim::analysis
