// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Results of the example scenario, cut to 20 ms a run.
class Compare : public testing::Test {
 protected:
  Compare() {
    simulate("base", {});
    simulate("patched", {"--set", "costs.psync=900ns"});
  }

  std::string in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  void simulate(const std::string& name, const Arguments& more) const {
    Arguments arguments{
        "run",   files_.scenario,           "--quiet", "--out", in(name), "--set", "cases.sync.runtime=20ms",
        "--set", "cases.async.runtime=20ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    ASSERT_EQ(run(arguments).exit_code, kOk);
  }

  static void expect_refused(const Arguments& arguments, int exit_code, const std::string& message) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code);
    EXPECT_EQ(outcome.output, "");
    EXPECT_THAT(outcome.error, StartsWith(message));
  }

  const scenarios::ExampleFiles files_;
};

TEST_F(Compare, TwoDirectories) {
  const Outcome outcome = run({"compare", in("base"), in("patched")});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.output, StartsWith("base: "));
  EXPECT_THAT(outcome.output, HasSubstr("differs: machine.costs.psync: 600ns -> 900ns\n"));
  EXPECT_THAT(outcome.output, HasSubstr("paired by replication: "));
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 78U) << line;
  }
}

TEST_F(Compare, VariantsOfOneDirectory) {
  const Outcome outcome = run({"compare", in("base"), "--variants", "in-tree,new", "--format", "json"});
  EXPECT_EQ(outcome.exit_code, kOk);
  const auto json = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(json["comparisons"].size(), 1U);
  EXPECT_EQ(json["comparisons"][0]["base"], "in-tree");
  EXPECT_EQ(json["comparisons"][0]["patched"], "new");
  EXPECT_EQ(json["comparisons"][0]["paired"], true);
  EXPECT_EQ(json["comparisons"][0]["workloads"].size(), 2U);
  // The same numbers as `run` has.
  const auto summary = nlohmann::json::parse(text_of(in("base") + "/summary.json"));
  EXPECT_EQ(json["comparisons"][0]["workloads"][0]["base"]["iops"], summary["cells"][1]["iops"]["mean"]);
}

TEST_F(Compare, AllVariantsWithTheBaseline) {
  const auto json = nlohmann::json::parse(run({"compare", in("base"), "--format", "json"}).output);
  ASSERT_EQ(json["comparisons"].size(), 2U);
  EXPECT_EQ(json["comparisons"][0]["base"], "in-tree");
  EXPECT_EQ(json["comparisons"][1]["base"], "in-tree");
}

TEST_F(Compare, AResultWithItselfFindsNothing) {
  const auto json = nlohmann::json::parse(run({"compare", in("base"), in("base"), "--format", "json"}).output);
  for (const auto& workload : json["comparisons"][0]["workloads"]) {
    EXPECT_EQ(workload["change"]["value"], 0.0);
    EXPECT_EQ(workload["change"]["significant"], false);
  }
  EXPECT_TRUE(json["comparisons"][0]["differences"].empty());
}

TEST_F(Compare, OtherSeedsAreNotPaired) {
  simulate("seed", {"--seed", "8"});
  const Outcome outcome = run({"compare", in("base"), in("seed"), in("patched")});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, HasSubstr("(seeds 7 and 8): Welch's"));
  EXPECT_THAT(outcome.output, HasSubstr("paired by replication: "));
}

TEST_F(Compare, PrintsCsvAndMarkdown) {
  EXPECT_THAT(run({"compare", in("base"), in("patched"), "--format", "csv"}).output, StartsWith("base,patched,case,"));
  EXPECT_THAT(run({"compare", in("base"), in("patched"), "--format", "markdown"}).output, HasSubstr("\n|---|"));
}

TEST_F(Compare, RefusesContradictoryArguments) {
  expect_refused({"compare"}, kUsage, "loopsim: ");
  expect_refused({"compare", in("base"), in("patched"), "--variants", "in-tree,new"}, kUsage,
                 "loopsim: --variants compares variants within one directory\n");
  expect_refused({"compare", in("base"), "--variants", "new"}, kUsage, "loopsim: --variants takes two");
  expect_refused({"compare", in("base"), "--variants", "new,new"}, kUsage, "loopsim: --variants takes two");
  expect_refused({"compare", in("base"), "--format", "xml"}, kUsage, "loopsim: ");
}

TEST_F(Compare, RefusesBadDirectories) {
  expect_refused({"compare", in("base"), in("none")}, kBadInput,
                 in("none") + ": expected a directory that loopsim run");
  expect_refused({"compare", in("machines"), in("base")}, kBadInput, in("machines") + ": expected a directory");
  expect_refused({"compare", in("base"), "--variants", "in-tree,nwe"}, kBadInput,
                 in("base") + ": no variant 'nwe'; did you mean 'new'?");
}

TEST_F(Compare, RefusesATornFile) {
  const std::string file = in("patched") + "/summary.json";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  expect_refused({"compare", in("base"), in("patched")}, kBadInput, file + ":");
}

}  // namespace
}  // namespace loopsim::app
