// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int kPoints = 24;
constexpr int kRowsPerPoint = 4;  // 2 cases, 2 variants

constexpr const char* kSweep = R"yaml(
schema_version: 1
name: map
question: Where does it pay?
scenario: scenario.yaml
variants: [in-tree, raw]
axes:
  cases.*.runtime: [10ms]
  replications: [1]
  cases.*.numjobs: {from: 1, to: 4, steps: 4}
  cases.async.iodepth: [1, 8, 32]
  machine.cpus: [2, 8]
)yaml";

// A sweep of 24 points that take some milliseconds each.
class SweepProgram : public testing::Test {
 protected:
  SweepProgram() : sweep_(files_.write("sweep.yaml", kSweep)) {}

  fs::path in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  Arguments arguments(const std::string& out, const Arguments& more = {}) const {
    Arguments list{"sweep", sweep_, "--out", in(out)};
    list.insert(list.end(), more.begin(), more.end());
    return list;
  }

  std::string results(const std::string& out) const { return text_of(in(out) / "results.csv"); }

  // results.csv of a sweep that nothing disturbed.
  std::string reference() const {
    EXPECT_EQ(run(arguments("reference", {"--jobs", "2"})).exit_code, kOk);
    return results("reference");
  }

  const scenarios::ExampleFiles files_;
  const fs::path sweep_;
};

auto lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST_F(SweepProgram, LeavesOneTidyTable) {
  const Outcome outcome = run(arguments("out"));
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(outcome.output, "24 points, 24 of them new: " + (in("out") / "results.csv").string() + "\n");
  EXPECT_EQ(outcome.error, "");
  const std::string csv = results("out");
  EXPECT_EQ(lines_of(csv), 1 + kPoints * kRowsPerPoint);
  EXPECT_THAT(csv, StartsWith("point,cases.*.runtime,replications,cases.*.numjobs,cases.async.iodepth,machine.cpus,"
                              "scenario,case,variant,policy,iops_mean,"));
  EXPECT_THAT(csv, HasSubstr("\n23,10ms,1,4,32,8,example,async,raw,"));
}

TEST_F(SweepProgram, BytesDoNotDependOnTheNumberOfJobs) {
  const std::string expected = reference();
  for (const char* jobs : {"1", "5", "40"}) {
    EXPECT_EQ(run(arguments(jobs, {"--jobs", jobs, "--quiet"})).exit_code, kOk);
    EXPECT_EQ(results(jobs), expected);
  }
}

TEST_F(SweepProgram, KilledAtFiftyMomentsItEndsWithTheSameBytes) {
  const std::string expected = reference();
  std::mt19937 random(20250313);
  std::uniform_int_distribution<int> milliseconds(0, 120);
  int finished = 0;
  for (int kills = 0; kills < 50; ++kills) {
    Program program(arguments("out", {"--jobs", "2", "--quiet"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
    ::kill(program.pid(), SIGKILL);
    if (program.wait().exit_code == kOk) {  // it was faster: start afresh
      EXPECT_EQ(results("out"), expected);
      fs::remove_all(in("out"));
      ++finished;
      --kills;
      ASSERT_LT(finished, 50) << "too fast to be killed";
    }
  }
  EXPECT_EQ(run(arguments("out")).exit_code, kOk);
  EXPECT_EQ(results("out"), expected);
}

TEST_F(SweepProgram, InterruptedItSaysWhatIsThereAndGoesOn) {
  const std::string expected = reference();
  Program program(arguments("out", {"--jobs", "1", "--set", "seed=7"}));
  program.wait_for_child();
  ::kill(program.pid(), SIGINT);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.exit_code, kInterrupted);
  EXPECT_THAT(outcome.error, HasSubstr(" of 24 points are finished; the same command goes on with the rest\n"));
  EXPECT_THAT(outcome.error, EndsWith("loopsim: interrupted\n"));
  EXPECT_FALSE(fs::exists(in("out") / "results.csv"));
  EXPECT_EQ(run(arguments("out", {"--set", "seed=7"})).exit_code, kOk);
  EXPECT_EQ(results("out"), expected) << "7 is the seed of the file";
}

TEST_F(SweepProgram, ChangedScenarioComputesWhatItTouches) {
  EXPECT_EQ(run(arguments("out")).exit_code, kOk);
  EXPECT_THAT(run(arguments("out")).output, HasSubstr("24 points, 0 of them new"));
  files_.write("sweep.yaml", std::string(kSweep).replace(std::string(kSweep).find("[2, 8]"), 6, "[2, 9]"));
  EXPECT_THAT(run(arguments("out")).output, HasSubstr("24 points, 12 of them new"));
  files_.write("scenario.yaml", text_of(files_.scenario) + "# A comment changes nothing.\n");
  EXPECT_THAT(run(arguments("out")).output, HasSubstr("24 points, 0 of them new"));
  EXPECT_THAT(run(arguments("out", {"--set", "seed=8"})).output, HasSubstr("24 points, 24 of them new"));
}

TEST_F(SweepProgram, ShardsMergeToTheSameBytes) {
  const std::string expected = reference();
  Arguments merge{"merge", "--out", in("merged")};
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    const std::string out = std::string("shard-") + shard[0];
    EXPECT_EQ(run(arguments(out, {"--shard", shard})).exit_code, kOk);
    merge.push_back(in(out));
  }
  EXPECT_EQ(run(merge).exit_code, kOk);
  EXPECT_EQ(results("merged"), expected);
  merge.pop_back();
  const Outcome outcome = run(merge);
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_EQ(outcome.error, "loopsim: 8 of 24 points are in none of the directories; the first is point 2\n");
}

TEST_F(SweepProgram, DryRunListsPointsAndTimeAndLeavesNothing) {
  const Outcome outcome = run(arguments("out", {"--dry-run", "--jobs", "2"}));
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(lines_of(outcome.output), kPoints + 1);
  EXPECT_THAT(outcome.output, StartsWith("0: cases.*.runtime=10ms, replications=1, cases.*.numjobs=1, "
                                         "cases.async.iodepth=1, machine.cpus=2\n"));
  EXPECT_THAT(outcome.output, HasSubstr("\n24 points, 24 to run at "));
  EXPECT_FALSE(fs::exists(in("out")));
  reference();
  EXPECT_THAT(run(arguments("reference", {"--dry-run"})).output, HasSubstr("\n24 points, all of them in "));
}

TEST_F(SweepProgram, WritesAnArrayJob) {
  const Outcome outcome = run(arguments("out", {"--slurm", "--shards", "8", "--set", "seed=3"}));
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(outcome.output, "sbatch " + (in("out") / "sweep.sbatch").string() + "\n");
  const std::string script = text_of(in("out") / "sweep.sbatch");
  EXPECT_THAT(script, HasSubstr("#SBATCH --array=1-8\n"));
  EXPECT_THAT(script, HasSubstr("sweep " + sweep_.string() + " --set seed=3 --quiet "));
  // What the script says runs, as a task would.
  const std::string task = "SLURM_ARRAY_TASK_ID=2 sh " + (in("out") / "sweep.sbatch").string();
  EXPECT_EQ(std::system(task.c_str()), 0);
  EXPECT_EQ(lines_of(results("out/shard-2")), 1 + kPoints / 8 * kRowsPerPoint);
}

TEST_F(SweepProgram, BadInputLeavesNothing) {
  files_.write("sweep.yaml", std::string(kSweep).replace(std::string(kSweep).find("iodepth"), 7, "iodpeth"));
  const Outcome outcome = run(arguments("out"));
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_THAT(files_.relative(outcome.error),
              StartsWith("sweep.yaml:11:3: unknown key 'iodpeth' in cases.async; did you mean 'iodepth'?"));
  EXPECT_FALSE(fs::exists(in("out")));
}

TEST_F(SweepProgram, AsksBeforeAMillionPoints) {
  files_.write("sweep.yaml", std::string(kSweep) + "  seed: {from: 1, to: 90000, step: 1}\n");
  const Outcome outcome = run(arguments("out"));
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_THAT(outcome.error, HasSubstr("the axes make more than 1000000 points; --yes allows it"));
}

TEST_F(SweepProgram, CheckReadsSweeps) {
  EXPECT_EQ(run({"check", sweep_}).output, sweep_.string() + ": ok, a sweep\n");
  files_.write("sweep.yaml", std::string(kSweep).replace(std::string(kSweep).find("[2, 8]"), 6, "[2, 0]"));
  const Outcome outcome = run({"check", sweep_});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(files_.relative(outcome.error), "sweep.yaml:12:21: cpus: expected an integer from 1 to 1024, got '0'\n");
}

}  // namespace
}  // namespace loopsim::app
