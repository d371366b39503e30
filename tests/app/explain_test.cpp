// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
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

class Explain : public testing::Test {
 protected:
  std::filesystem::path in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  Outcome explain(const Arguments& more) const {
    Arguments arguments{"explain", files_.scenario,           "--set", "cases.sync.runtime=20ms",
                        "--set",   "cases.async.runtime=80ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  const scenarios::ExampleFiles files_;
};

std::filesystem::path shipped(const std::string& name) {
  return std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios" / name;
}

nlohmann::json json_of(const Outcome& outcome) { return nlohmann::json::parse(outcome.output); }

TEST_F(Explain, PrintsSentencesAndTables) {
  const Outcome outcome = explain({});
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.output, StartsWith("example: sync ("));
  EXPECT_THAT(outcome.output, HasSubstr("\n  A command takes "));
  EXPECT_THAT(outcome.output, HasSubstr("resource"));
}

TEST_F(Explain, LeavesItsFiles) {
  EXPECT_EQ(explain({"--out", in("out"), "--quiet"}).exit_code, kOk);
  for (const char* name : {"explain.txt", "explain.csv", "explain.json", "resolved.yaml"}) {
    EXPECT_FALSE(text_of(in("out") / name).empty()) << name;
  }
  EXPECT_EQ(explain({"--out", in("out")}).exit_code, kUsage) << "needs --force";
  EXPECT_EQ(explain({"--out", in("out"), "--force", "--quiet"}).exit_code, kOk);
}

TEST_F(Explain, IsTheSameForAnyNumberOfProcesses) {
  EXPECT_EQ(explain({"--jobs", "1"}).output, explain({"--jobs", "4"}).output);
}

TEST_F(Explain, KeepsToCasesAndVariants) {
  const auto json = json_of(explain({"--case", "async", "--variant", "new", "--format", "json"}));
  ASSERT_EQ(json["cases"].size(), 1U);
  EXPECT_EQ(json["cases"][0]["case"], "async");
  // `new` is compared with `raw`, and the baseline is always there.
  EXPECT_EQ(json["cases"][0]["variants"].size(), 3U);
  EXPECT_EQ(explain({"--case", "async", "--format", "csv"}).output.find("\nsync,raw,stage"), std::string::npos);
}

TEST_F(Explain, NamesWhatIsThereForWhatIsNot) {
  const Outcome outcome = explain({"--case", "asyn"});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, HasSubstr("--case: unknown case 'asyn'"));
  EXPECT_THAT(outcome.error, HasSubstr("async"));
  EXPECT_EQ(explain({"--variant", "no"}).exit_code, kBadInput);
}

TEST_F(Explain, TheWaterfallSumsToTheDifference) {
  const auto json = json_of(
      explain({"--case", "async", "--variant", "new", "--waterfall", "--replications", "1", "--format", "json"}));
  ASSERT_EQ(json["cases"][0]["waterfalls"].size(), 2U);
  for (const auto& waterfall : json["cases"][0]["waterfalls"]) {
    double sum = waterfall["rest_ns"];
    for (const auto& step : waterfall["steps"]) sum += step["part_ns"].get<double>();
    EXPECT_NEAR(sum, waterfall["difference_ns"], 1e-6);
  }
}

TEST_F(Explain, TheBaselineHasNoWaterfall) {
  const Outcome outcome = explain({"--case", "async", "--variant", "in-tree", "--waterfall"});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(outcome.error, "--waterfall: takes a difference to the baseline apart; name another variant\n");
}

TEST_F(Explain, FindsABreakEven) {
  const Arguments asked = {"--case", "async", "--variant", "new", "--replications", "2", "--break-even"};
  const auto with = [&asked](const char* parameter) {
    Arguments arguments = asked;
    arguments.insert(arguments.end(), {parameter, "--format", "json"});
    return arguments;
  };
  const auto json = json_of(explain(with("costs.dispatch_srcu")));
  ASSERT_EQ(json["cases"][0]["break_evens"].size(), 2U);
  EXPECT_EQ(json["cases"][0]["break_evens"][1]["parameter"], "costs.dispatch_srcu");
  EXPECT_GE(json["cases"][0]["break_evens"][1]["points"].size(), 2U);
  const Outcome wrong = explain(with("costs.dispatch_scru"));
  EXPECT_EQ(wrong.exit_code, kBadInput);
  EXPECT_THAT(wrong.error, HasSubstr("dispatch_srcu"));
}

// What the shipped scenarios are known to hang on must come out of the analysis.
TEST(ExplainShipped, TheSingleKworkerHoldsTwelveJobs) {
  const auto published = json_of(run({"explain", shipped("published/nvme-12jobs.yaml"), "--case", "async", "--variant",
                                      "nowait-1q", "--replications", "1", "--set", "workload.runtime=50ms", "--set",
                                      "workload.ramp_time=5ms", "--format", "json"}));
  const auto& variants = published["cases"][0]["variants"];
  EXPECT_EQ(variants[0]["variant"], "in-tree");
  EXPECT_EQ(variants[0]["binding"], "kworker");
  EXPECT_EQ(variants[1]["binding"], "device");
  EXPECT_THAT(published["cases"][0]["answer"].get<std::string>(), HasSubstr("the single kworker is busy 9"));
  const auto seed = json_of(run({"explain", shipped("seed/sequential-12jobs.yaml"), "--case", "read", "--variant",
                                 "threaded", "--replications", "1", "--set", "workload.runtime=50ms", "--set",
                                 "workload.ramp_time=5ms", "--format", "json"}));
  EXPECT_EQ(seed["cases"][0]["variants"][0]["binding"], "kworker");
  EXPECT_EQ(seed["cases"][0]["variants"][1]["binding"], "pool_lock");
}

TEST(ExplainShipped, RefusedAttemptsMakeTheLossOnASparseFile) {
  const auto json = json_of(run({"explain", shipped("seed/sparse-randwrite.yaml"), "--variant", "nowait", "--waterfall",
                                 "--replications", "1", "--set", "workload.runtime=1s", "--format", "json"}));
  const auto& explained = json["cases"][0];
  EXPECT_THAT(explained["answer"].get<std::string>(), HasSubstr("of the NOWAIT attempts are refused"));
  EXPECT_THAT(explained["answer"].get<std::string>(), HasSubstr("more CPU time on CPUs that are"));
  const auto& waterfall = explained["waterfalls"][0];
  EXPECT_EQ(waterfall["steps"][0]["costs"], "attempts");
  EXPECT_LT(waterfall["difference_ns"], 0);
  EXPECT_GT(waterfall["steps"][0]["part_ns"].get<double>() / waterfall["difference_ns"].get<double>(), 0.5);
}

}  // namespace
}  // namespace loopsim::app
