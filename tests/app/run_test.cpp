// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <csignal>
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
using testing::StartsWith;

constexpr int kCases = 2;
constexpr int kVariants = 3;
constexpr int kReplications = 3;

// The example scenario, cut to 20 ms a run, and its results.
class Run : public testing::Test {
 protected:
  std::filesystem::path in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  Outcome run_example(const Arguments& more) const {
    Arguments arguments{"run",   files_.scenario,           "--set", "cases.sync.runtime=20ms",
                        "--set", "cases.async.runtime=60ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  void expect_same_csv(const std::string& a, const std::string& b) const {
    for (const char* name : {"runs.csv", "summary.csv", "timeseries.csv"}) {
      EXPECT_EQ(text_of(in(a) / name), text_of(in(b) / name)) << name;
    }
  }

  const scenarios::ExampleFiles files_;
};

auto lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST_F(Run, PrintsATableAndLeavesItsFiles) {
  const Outcome outcome = run_example({"--out", in("out")});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, StartsWith("example: sync (rw=rw ioengine=psync iodepth=1 numjobs=1 bs=4KiB)\n"));
  EXPECT_THAT(outcome.output, HasSubstr("\n*in-tree "));
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(lines_of(text_of(in("out") / "runs.csv")), 1 + kCases * kVariants * kReplications);
  EXPECT_EQ(lines_of(text_of(in("out") / "summary.csv")), 1 + kCases * kVariants);
  EXPECT_GT(lines_of(text_of(in("out") / "timeseries.csv")), kCases * kVariants * kReplications);
  const auto json = nlohmann::json::parse(text_of(in("out") / "summary.json"));
  EXPECT_EQ(json["cells"].size(), std::size_t{kCases} * kVariants);
  EXPECT_GT(json["performance"]["ios_per_second"], 0);
  EXPECT_THAT(json["provenance"]["command_line"], HasSubstr(" --set cases.sync.runtime=20ms "));
  EXPECT_EQ(json["provenance"]["resolved_scenario"], text_of(in("out") / "resolved.yaml"));
}

TEST_F(Run, BytesDoNotDependOnTheNumberOfJobs) {
  EXPECT_EQ(run_example({"--out", in("one"), "--jobs", "1"}).exit_code, kOk);
  EXPECT_EQ(run_example({"--out", in("two"), "--jobs", "2"}).exit_code, kOk);
  EXPECT_EQ(run_example({"--out", in("many"), "--jobs", "40"}).exit_code, kOk);
  expect_same_csv("one", "two");
  expect_same_csv("one", "many");
}

// The case async has four jobs.
TEST_F(Run, JobsHaveTheirFileWhereTheCaseDoesNotReportAGroup) {
  for (const char* out : {"one", "many"}) {
    const Arguments more{"--out",  in(out),
                         "--jobs", out == std::string("one") ? "1" : "40",
                         "--set",  "cases.async.group_reporting=false"};
    EXPECT_EQ(run_example(more).exit_code, kOk);
  }
  const std::string jobs = text_of(in("one") / "jobs.csv");
  EXPECT_EQ(lines_of(jobs), 1 + kVariants * kReplications * 4);
  EXPECT_EQ(jobs, text_of(in("many") / "jobs.csv"));
  const auto json = nlohmann::json::parse(text_of(in("one") / "summary.json"));
  EXPECT_FALSE(json["cells"][0]["runs"][0].contains("jobs"));
  EXPECT_EQ(json["cells"][kVariants]["runs"][0]["jobs"].size(), 4U);
  EXPECT_EQ(run_example({"--out", in("group")}).exit_code, kOk);
  EXPECT_FALSE(std::filesystem::exists(in("group") / "jobs.csv"));
  expect_same_csv("one", "group");
}

TEST_F(Run, BytesDoNotDependOnTheEngineMode) {
  EXPECT_EQ(run_example({"--out", in("horizon")}).exit_code, kOk);
  EXPECT_EQ(run_example({"--out", in("strict"), "--strict"}).exit_code, kOk);
  expect_same_csv("horizon", "strict");
}

TEST_F(Run, ResolvedScenarioRepeatsTheRun) {
  EXPECT_EQ(run_example({"--out", in("first"), "--seed", "3", "--replications", "2"}).exit_code, kOk);
  EXPECT_EQ(run({"run", in("first") / "resolved.yaml", "--out", in("again")}).exit_code, kOk);
  expect_same_csv("first", "again");
  EXPECT_EQ(text_of(in("first") / "resolved.yaml"), text_of(in("again") / "resolved.yaml"));
}

TEST_F(Run, SeedAndReplicationsAreThoseOfTheCommandLine) {
  EXPECT_EQ(run_example({"--out", in("a"), "--seed", "1", "--replications", "1"}).exit_code, kOk);
  EXPECT_EQ(run_example({"--out", in("b"), "--seed", "2", "--replications", "1"}).exit_code, kOk);
  EXPECT_EQ(lines_of(text_of(in("a") / "runs.csv")), 1 + kCases * kVariants);
  EXPECT_NE(text_of(in("a") / "runs.csv"), text_of(in("b") / "runs.csv"));
}

TEST_F(Run, PrecisionReplicatesTheSameForAnyNumberOfJobs) {
  const Arguments precision{"--precision", "1%", "--max-replications", "12"};
  const auto run_with = [&](const std::string& out, const std::string& jobs) {
    Arguments arguments = precision;
    arguments.insert(arguments.end(), {"--out", in(out), "--jobs", jobs});
    return run_example(arguments);
  };
  const Outcome outcome = run_with("one", "1");
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, HasSubstr("\nprecision 1 %: "));
  EXPECT_EQ(run_with("two", "2").exit_code, kOk);
  EXPECT_EQ(run_with("many", "40").exit_code, kOk);
  expect_same_csv("one", "two");
  expect_same_csv("one", "many");
  EXPECT_GE(lines_of(text_of(in("one") / "runs.csv")), 1 + kCases * kVariants * 5);
  EXPECT_EQ(run({"run", in("one") / "resolved.yaml", "--out", in("again")}).exit_code, kOk);
  expect_same_csv("one", "again");
}

TEST_F(Run, NumberOfReplicationsReplacesThePrecisionOfTheScenario) {
  EXPECT_THAT(run_example({"--dry-run", "--set", "precision=2%"}).output, HasSubstr("\nprecision: "));
  EXPECT_THAT(run_example({"--dry-run", "--set", "precision=2%", "--replications", "4"}).output,
              testing::AllOf(HasSubstr("\nreplications: 4\n"), testing::Not(HasSubstr("\nprecision: "))));
  EXPECT_THAT(run_example({"--dry-run", "--precision", "2%", "--replications", "60"}).output,
              HasSubstr("\nreplications: 60\nprecision: \"2%\"\nmax_replications: 60\n"));
}

TEST_F(Run, RefusesAPrecisionThatCannotBe) {
  EXPECT_EQ(run_example({"--precision", "2"}).exit_code, kUsage);
  EXPECT_EQ(run_example({"--precision", "0%"}).exit_code, kUsage);
  EXPECT_EQ(run_example({"--max-replications", "9"}).exit_code, kBadInput);
  EXPECT_EQ(run_example({"--precision", "2%", "--replications", "1"}).exit_code, kBadInput);
  EXPECT_EQ(run_example({"--precision", "2%", "--replications", "9", "--max-replications", "8"}).exit_code, kBadInput);
}

// A device that takes 50 to 150 ms for each of 4096 commands at a time: nothing comes back in 50 of the 90 ms measured.
TEST_F(Run, OfWhichMostIsWarmUpGivesNoAnswer) {
  files_.write("machines/slow.yaml", R"yaml(
schema_version: 1
name: slow
base: base.yaml
cpus: 8
hz: 250
kernel: 6.10
costs: {psync: {value: 600ns, source: test}}
devices:
  disk0:
    kind: disk
    placement: shared
    units: {value: 4096, source: test}
    read_service: {value: "uniform(50ms, 150ms)", source: test}
    write_service: {value: 100ms, source: test}
    tags: {value: 8192, source: test}
    submit: {value: 100ns, source: test}
)yaml");
  const std::filesystem::path scenario = files_.write("slow.yaml", R"yaml(
schema_version: 1
name: slow
question: Does it refuse?
machine: machines/slow.yaml
cases: {c: {ioengine: libaio, rw: randread, iodepth: 1024, numjobs: 4, bs: 4k, runtime: 90ms, time_based: true}}
variants: {raw: {target: raw, device: disk0, file_size: 1GiB, baseline: true}}
)yaml");
  const Outcome outcome = run({"run", scenario, "--out", in("out")});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error,
              StartsWith("loopsim: c/raw, replication 0: no answer: the rate of I/O settles only after "));
  EXPECT_FALSE(std::filesystem::exists(in("out")));
  EXPECT_EQ(run({"run", scenario, "--set", "cases.c.ramp_time=300ms"}).exit_code, kOk);
}

TEST_F(Run, PrintsCsvOrJsonInstead) {
  const Outcome csv = run_example({"--format", "csv", "--out", in("csv")});
  EXPECT_EQ(csv.output, text_of(in("csv") / "summary.csv"));
  const Outcome json = run_example({"--format", "json", "--out", in("json")});
  EXPECT_EQ(json.output, text_of(in("json") / "summary.json"));
}

TEST_F(Run, QuietPrintsNothing) {
  const Outcome outcome = run_example({"--quiet"});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(outcome.output + outcome.error, "");
}

TEST_F(Run, ReplacesEarlierResultsOnlyByForce) {
  EXPECT_EQ(run_example({"--quiet", "--out", in("out"), "--seed", "1"}).exit_code, kOk);
  const std::string first = text_of(in("out") / "runs.csv");
  const Outcome refused = run_example({"--out", in("out"), "--seed", "2"});
  EXPECT_EQ(refused.exit_code, kUsage);
  EXPECT_EQ(refused.output, "");
  EXPECT_THAT(refused.error, HasSubstr("--force"));
  EXPECT_EQ(text_of(in("out") / "runs.csv"), first);
  EXPECT_EQ(run_example({"--quiet", "--out", in("out"), "--seed", "2", "--force"}).exit_code, kOk);
  EXPECT_NE(text_of(in("out") / "runs.csv"), first);
}

TEST_F(Run, NeverReplacesAForeignDirectory) {
  const Outcome outcome = run_example({"--out", in("machines"), "--force"});
  EXPECT_EQ(outcome.exit_code, kUsage);
  EXPECT_TRUE(std::filesystem::exists(files_.machine));
}

TEST_F(Run, FailsWhenResultsCannotBeWritten) {
  const Outcome outcome = run_example({"--out", files_.scenario / "out"});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_THAT(outcome.error, StartsWith("loopsim: "));
  EXPECT_EQ(outcome.output, "");
}

TEST_F(Run, SignalsInterruptItAndLeaveNothing) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program({"run", files_.scenario, "--set", "cases.sync.runtime=10000s", "--out", in("out")});
    program.wait_for_child();
    ::kill(program.pid(), signal);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.exit_code, kInterrupted);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(outcome.error, "loopsim: interrupted\n");
    EXPECT_FALSE(std::filesystem::exists(in("out")));
  }
}

}  // namespace
}  // namespace loopsim::app
