// SPDX-License-Identifier: GPL-2.0
#include "analysis/text_table.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/text_layout.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/analysis/golden.hpp"
#include "tests/analysis/random_run.hpp"

namespace loopsim::analysis {
namespace {

std::string table_text(const ResultTable& table) { return text_table(table, summarize(table)); }

ResultTable published_table() {
  ResultTable table = fake_table();
  table.scenario.cases.front().job.numjobs = 12;
  table.scenario.variants[1].note = "never measured on this machine";
  table.scenario.published_cells = {{scenarios::Published{.iops = 1960, .row = "P1", .fitted = true},
                                     scenarios::Published{.iops = 5250, .row = "P2", .fitted = false}}};
  for (Cell& cell : table.cells) {
    for (models::RunResult& run : cell.runs) {
      run.cpu_busy = static_cast<std::int64_t>(run.ios) * 12'340;
      run.context_switches = run.ios * 2;
    }
  }
  return table;
}

TEST(TextTable, PublishedTableIsTheGoldenOne) { EXPECT_EQ(table_text(published_table()), golden("table.txt")); }

TEST(TextTable, PlainTableIsTheGoldenOne) {
  ResultTable table = fake_table();
  for (Cell& cell : table.cells) {
    cell.runs.resize(1);
  }
  table.scenario.replications = 1;
  EXPECT_EQ(table_text(table), golden("table_plain.txt"));
}

TEST(TextTable, MeanErrorOverAllCasesFollowsSeveralCases) {
  ResultTable table = published_table();
  table.scenario.cases.push_back({"d", models::FioJobSpec{}});
  table.scenario.published_cells.push_back(
      {std::nullopt, scenarios::Published{.iops = 4000, .row = "P3", .fitted = false}});
  for (const std::size_t variant : {0U, 1U}) {
    table.cells.push_back({1, variant, table.cells[variant].runs});
  }
  const std::string text = table_text(table);
  // 5000 against 5250 is -4.76 %, against 4000 it is 25 %; 2000 against 1960 is 2.04 %.
  EXPECT_NE(text.find("\nmean absolute error: 4.8 % of 1 predicted, 2.0 % of 1 fitted\n"), text.npos);
  EXPECT_NE(text.find("\nmean absolute error: 25.0 % of 1 predicted\n"), text.npos);
  EXPECT_NE(text.find("\nall cases: mean absolute error: 14.9 % of 2 predicted, 2.0 % of 1 fitted\n"), text.npos);
}

TEST(TextTable, AVariantThatIsComparedWithItselfIsABaseOfItsOwn) {
  ResultTable table = fake_table();
  table.scenario.variants[1].against = table.scenario.variants[1].name;
  const std::string text = table_text(table);
  EXPECT_NE(text.find("\n*base "), text.npos) << text;
  EXPECT_NE(text.find("\n*new "), text.npos) << text;
  EXPECT_EQ(text.find("ratio to"), text.npos) << text;
}

TEST(TextTable, NotesSayWhatThePrecisionTookAndTheWarmUp) {
  ResultTable table = fake_table();
  table.scenario.precision = scenarios::Precision{.per_cent = 2, .most = 2};
  table.scenario.cases[0].job.runtime = sim::kSecond;
  for (int i = 0; i < 1000; ++i) {
    table.cells[0].runs[1].samples.push_back({.at = sim::kMillisecond * (i + 1), .reads = i < 100 ? 1U : 4U});
  }
  const std::string text = text_table(table, summarize(table));
  EXPECT_NE(text.find("precision 2 %: not reached by c/base, c/new after 2 replications\n"), std::string::npos) << text;
  EXPECT_NE(text.find("warm-up: MSER-5 finds some in 1 of 4 runs, at most 10 % of the window\n"
                      "  (c/base), behind which kIOPS is +8.1 %\n"),
            std::string::npos)
      << text;
}

RC_GTEST_PROP(TextTable, IsNeverWiderThanAMailAndAlwaysAscii,
              (const std::string& scenario, const std::string& workload, const std::string& variant,
               const std::string& note, std::uint64_t seed)) {
  ResultTable table = fake_table();
  table.scenario.name = scenario + std::string(seed % 100, 'n');
  table.scenario.cases.front().name = workload;
  table.scenario.variants[1].name = variant + std::string(seed % 50, 'v');
  table.scenario.variants[1].note = note;
  sim::Random random(seed);
  const double published = std::exp2(static_cast<double>(random.below(80)) - 40);
  table.scenario.published_cells.front()[1] = scenarios::Published{.iops = published, .row = "P", .fitted = false};
  for (models::RunResult& run : table.cells[1].runs) {
    run = random_run(random, 1 + static_cast<unsigned>(seed % 60));
  }
  const std::string text = table_text(table);
  RC_ASSERT(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(line.size() <= kTextWidth);
  }
}

}  // namespace
}  // namespace loopsim::analysis
