// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/run_sweep.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/sweep/merge.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/analysis/sweep/sweep_files.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// The example has 2 cases, the sweep keeps 2 variants, and there are 3 replications.
constexpr std::size_t kRowsPerPoint = 4;
constexpr std::size_t kRunsPerPoint = kRowsPerPoint * 3;
constexpr std::size_t kPoints = 5;

class RunSweep : public testing::Test {
 protected:
  // results.csv of the sweep as it is, in a fresh directory.
  std::string reference() {
    files_.run(files_.options(1, "reference"));
    files_.take_runs();
    std::string text = files_.text_of("reference/results.csv");
    fs::remove_all(files_.in("reference"));
    return text;
  }

  std::vector<fs::path> point_directories(const std::string& out) const {
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(files_.in(out) / "points")) {
      if (entry.path().filename() == "summary.csv") {
        found.push_back(entry.path().parent_path());
      }
    }
    return found;
  }

  template <typename Error>
  std::string error_of(const SweepOptions& options) const {
    try {
      files_.run(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  SweepFiles files_;
};

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(RunSweep, LeavesARowForEachPointCaseAndVariant) {
  const SweepReport report = files_.run(files_.options(2, "out"));
  EXPECT_EQ(report.count.total, kPoints);
  EXPECT_EQ(report.count.before, 0U);
  EXPECT_TRUE(report.failures.empty());
  EXPECT_EQ(files_.take_runs(), kPoints * kRunsPerPoint);
  const std::string csv = files_.text_of("out/results.csv");
  EXPECT_EQ(lines_of(csv), 1 + kPoints * kRowsPerPoint);
  EXPECT_EQ(csv.substr(0, csv.find(",iops_mean")), "point,machine.cpus,scenario,case,variant,policy");
  EXPECT_NE(csv.find("\n4,5,example,async,in-tree,workqueue,5005.0,"), std::string::npos) << csv;
}

TEST_F(RunSweep, BytesDoNotDependOnTheNumberOfJobs) {
  const std::string expected = reference();
  for (const int jobs : {2, 5, 40}) {
    const std::string out = "jobs-" + std::to_string(jobs);
    files_.run(files_.options(jobs, out));
    EXPECT_EQ(files_.text_of(out + "/results.csv"), expected);
  }
}

TEST_F(RunSweep, RunningAgainComputesNothingAndLeavesTheSameBytes) {
  files_.run(files_.options(2, "out"));
  files_.take_runs();
  const std::string first = files_.text_of("out/results.csv");
  const SweepReport again = files_.run(files_.options(2, "out"));
  EXPECT_EQ(again.count.before, kPoints);
  EXPECT_EQ(files_.take_runs(), 0U);
  EXPECT_EQ(files_.text_of("out/results.csv"), first);
}

TEST_F(RunSweep, ComputesOnlyTheNewPointsOfAChangedSweep) {
  files_.run(files_.options(2, "out"));
  files_.take_runs();
  files_.write_axes("machine.cpus: [9, 2, 4]");
  const std::string expected = reference();
  EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, 2U);
  EXPECT_EQ(files_.take_runs(), kRunsPerPoint);
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
}

TEST_F(RunSweep, ComputesAllPointsOfAnotherVersion) {
  files_.run(files_.options(2, "out"));
  files_.take_runs();
  SweepOptions options = files_.options(2, "out");
  options.version = "1.1";
  EXPECT_EQ(files_.run(options).count.before, 0U);
  EXPECT_EQ(files_.take_runs(), kPoints * kRunsPerPoint);
}

TEST_F(RunSweep, ComputesWhatIsTheSameOnce) {
  files_.write_axes("cases.async.bs: [4k, 4096, 4KiB], machine.cpus: [1, 2]");
  const SweepReport report = files_.run(files_.options(2, "out"));
  EXPECT_EQ(report.count.done, 6U);
  EXPECT_EQ(files_.take_runs(), 2 * kRunsPerPoint);
  EXPECT_EQ(lines_of(files_.text_of("out/results.csv")), 1 + 6 * kRowsPerPoint);
}

TEST_F(RunSweep, LosesNothingToALostOrTornJournal) {
  const std::string expected = reference();
  files_.run(files_.options(2, "out"));
  const std::string journal = files_.text_of("out/journal");
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, journal.size() / 2, journal.size() - 1}) {
    fs::resize_file(files_.in("out/journal"), length);
    fs::remove_all(point_directories("out").front());
    files_.take_runs();
    EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, kPoints - 1);
    EXPECT_EQ(files_.take_runs(), kRunsPerPoint);
    EXPECT_EQ(files_.text_of("out/results.csv"), expected);
  }
}

// The table was wrong, or the sweep failed for good, with a point whose files somebody had cut or removed.
TEST_F(RunSweep, ComputesAPointAgainThatWasDamaged) {
  const std::string expected = reference();
  files_.run(files_.options(2, "out"));
  const auto damage = [this](const auto& change) {
    change(point_directories("out").front() / "summary.csv");
    files_.take_runs();
  };
  for (const std::uintmax_t length : {std::uintmax_t{0}, std::uintmax_t{100}}) {
    damage([length](const fs::path& summary) { fs::resize_file(summary, length); });
    EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, kPoints - 1);
    EXPECT_EQ(files_.take_runs(), kRunsPerPoint);
    EXPECT_EQ(files_.text_of("out/results.csv"), expected);
  }
  damage([](const fs::path& summary) { fs::remove(summary); });
  EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, kPoints - 1);
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
}

TEST_F(RunSweep, PassesOverWhatAKilledProcessLeft) {
  const std::string expected = reference();
  fs::create_directories(files_.in("out/.unfinished/0123.99"));
  std::ofstream(files_.in("out/.unfinished/0123.99/summary.csv")) << "half a li";
  std::ofstream(files_.in("out/.results.csv.tmp")) << "half";
  std::ofstream(files_.in("out/journal")) << "done 01";
  files_.run(files_.options(2, "out"));
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
  EXPECT_FALSE(fs::exists(files_.in("out/.unfinished")));
  EXPECT_FALSE(fs::exists(files_.in("out/.results.csv.tmp")));
}

TEST_F(RunSweep, PointsThatFailDoNotKeepTheOthersFromRunning) {
  const std::string expected = reference();
  SweepOptions options = files_.options(2, "out");
  options.runner = [good = options.runner](const models::SystemSpec& spec, const models::RunOptions& run) {
    if (spec.machine.cpus == 2) {
      throw models::RunError("2 tags are missing");
    }
    if (spec.machine.cpus == 3) {
      ::kill(::getpid(), SIGKILL);
    }
    return good(spec, run);
  };
  const SweepReport report = files_.run(options);
  ASSERT_EQ(report.failures.size(), 2U);
  EXPECT_EQ(report.failures[0].point, "machine.cpus=2");
  EXPECT_EQ(report.failures[0].reason, "sync/raw, replication 0: 2 tags are missing");
  EXPECT_EQ(report.failures[1].reason, "sync/raw, replication 0: killed by SIGKILL");
  EXPECT_EQ(report.count.failed, 2U);
  EXPECT_FALSE(fs::exists(files_.in("out/results.csv")));
  EXPECT_NE(files_.text_of("out/journal").find("2 tags are missing ."), std::string::npos);
  EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, kPoints - 2);
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
}

TEST_F(RunSweep, TableMayDoWithoutThePointsThatFailed) {
  const std::string expected = reference();
  SweepOptions options = files_.options(2, "out");
  options.holes = Holes::leave_out;
  options.runner = [good = options.runner](const models::SystemSpec& spec, const models::RunOptions& run) {
    if (spec.machine.cpus == 2) {
      throw models::RunError("no");
    }
    return good(spec, run);
  };
  EXPECT_EQ(files_.run(options).failures.size(), 1U);
  std::string without = expected;
  without.erase(without.find("\n1,2,"), without.find("\n2,3,") - without.find("\n1,2,"));
  EXPECT_EQ(files_.text_of("out/results.csv"), without);
  EXPECT_THROW(merge_shards({files_.in("out")}, files_.in("merged")), std::runtime_error);
  merge_shards({files_.in("out")}, files_.in("merged"), Holes::leave_out);
  EXPECT_EQ(files_.text_of("merged/results.csv"), without);
}

TEST_F(RunSweep, ResultsOfAnEarlierSweepAreGoneWhileItRuns) {
  files_.run(files_.options(1, "out"));
  files_.write_axes("machine.cpus: [7]");
  SweepOptions options = files_.options(1, "out");
  options.runner = [](const models::SystemSpec&, const models::RunOptions&) -> models::RunResult {
    throw models::RunError("no");
  };
  EXPECT_EQ(files_.run(options).failures.size(), 1U);
  EXPECT_FALSE(fs::exists(files_.in("out/results.csv")));
  EXPECT_FALSE(fs::exists(files_.in("out/manifest.json")));
}

TEST_F(RunSweep, InterruptionKeepsWhatIsFinished) {
  const std::string expected = reference();
  SweepOptions options = files_.options(1, "out");
  options.runner = [good = options.runner, parent = ::getpid()](const models::SystemSpec& spec,
                                                                const models::RunOptions& run) {
    if (spec.machine.cpus == 4) {
      ::kill(parent, SIGINT);
      ::pause();
    }
    return good(spec, run);
  };
  EXPECT_EQ(error_of<Interrupted>(options), "interrupted");
  EXPECT_EQ(point_directories("out").size(), 3U);
  files_.run(files_.options(2, "out"));
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
}

// What a full disk is to a process: writes that fail half-way.
TEST_F(RunSweep, FullDiskEndsItAndKeepsWhatIsFinished) {
  const std::string expected = reference();
  SweepOptions options = files_.options(1, "out");
  options.progress = [](const SweepCount& count) {
    if (count.done == 2) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit small{1000, 1000};
      ::setrlimit(RLIMIT_FSIZE, &small);
    }
  };
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string error = error_of<std::runtime_error>(options);
    ::_exit(error.find("cannot write") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(point_directories("out").size(), 2U);
  EXPECT_FALSE(fs::exists(files_.in("out/results.csv")));
  EXPECT_EQ(files_.run(files_.options(2, "out")).count.before, 2U);
  EXPECT_EQ(files_.text_of("out/results.csv"), expected);
}

TEST_F(RunSweep, OneDirectoryTakesOneSweepAtATime) {
  SweepOptions options = files_.options(1, "out");
  options.runner = [this](const models::SystemSpec&, const models::RunOptions&) {
    const std::string error = error_of<std::runtime_error>(files_.options(1, "out"));
    throw models::RunError(error.substr(error.rfind("journal")));
    return models::RunResult{};
  };
  const SweepReport report = files_.run(options);
  ASSERT_EQ(report.failures.size(), kPoints);
  EXPECT_EQ(report.failures[0].reason, "sync/raw, replication 0: journal is locked: another sweep is at work there");
}

TEST_F(RunSweep, TakesNoDirectoryThatHoldsOtherThings) {
  fs::create_directories(files_.in("mine"));
  std::ofstream(files_.in("mine/thesis.txt")) << "x";
  EXPECT_NE(error_of<DestinationError>(files_.options(1, "mine")).find("is not the directory of a sweep"),
            std::string::npos);
  EXPECT_NE(error_of<DestinationError>(files_.options(1, "mine/thesis.txt")).find("not a directory"),
            std::string::npos);
}

TEST_F(RunSweep, ShardsMergeToTheSameBytes) {
  files_.run(files_.options(2, "whole"));
  for (const int count : {1, 2, 3, 7}) {
    std::vector<fs::path> shards;
    for (int index = count; index >= 1; --index) {
      const std::string out = "shard-" + std::to_string(index) + "-of-" + std::to_string(count);
      files_.run(files_.options(2, out), {index, count});
      shards.push_back(files_.in(out));
    }
    const std::string merged = "merged-" + std::to_string(count);
    merge_shards(shards, files_.in(merged));
    EXPECT_EQ(files_.text_of(merged + "/results.csv"), files_.text_of("whole/results.csv"));
    EXPECT_EQ(files_.text_of(merged + "/manifest.json"), files_.text_of("whole/manifest.json"));
  }
}

TEST_F(RunSweep, MergeRefusesWhatDoesNotGoTogether) {
  const auto merge_error = [&](const std::vector<fs::path>& shards) -> std::string {
    try {
      merge_shards(shards, files_.in("merged"));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no error";
  };
  files_.run(files_.options(2, "a"), {1, 2});
  EXPECT_EQ(merge_error({files_.in("a")}), "2 of 5 points are in none of the directories; the first is point 1");
  EXPECT_NE(merge_error({files_.in("a"), files_.in("nothing")}).find("nothing/manifest.json is missing"),
            std::string::npos);

  files_.run(files_.options(2, "b"), {2, 2});
  EXPECT_EQ(merge_error({files_.in("a"), files_.in("b"), files_.in("a")}), "no error");
  const std::string csv = files_.text_of("b/results.csv");
  std::ofstream(files_.in("b/results.csv")) << csv << "0,1,example\n";
  EXPECT_NE(merge_error({files_.in("a"), files_.in("b")}).find("has other results for point 0"), std::string::npos);
  std::ofstream(files_.in("b/results.csv")) << csv << "rubbish\n";
  EXPECT_NE(merge_error({files_.in("a"), files_.in("b")}).find("is not what a sweep leaves"), std::string::npos);

  SweepOptions newer = files_.options(2, "c");
  newer.version = "1.1";
  files_.run(newer, {2, 2});
  EXPECT_NE(merge_error({files_.in("a"), files_.in("c")}).find("another version, 1.1 and 1.0"), std::string::npos);
  files_.write_axes("machine.cpus: [1, 2, 3, 4, 6]");
  files_.run(files_.options(2, "d"), {2, 2});
  EXPECT_NE(merge_error({files_.in("a"), files_.in("d")}).find("another sweep"), std::string::npos);
}

TEST_F(RunSweep, TimesAPointOrTakesWhatTheJournalSays) {
  const scenarios::Sweep sweep = scenarios::load_sweep(files_.in("sweep.yaml"));
  scenarios::SweepScenario scenario(sweep, {});
  const SweepPlan plan = plan_sweep(sweep, scenario, points_of(sweep, scenarios::kManyPoints), {}, "1.0");
  const SweepOptions options = files_.options(1, "out");
  EXPECT_EQ(unfinished_points(plan, files_.in("out")), kPoints);
  EXPECT_GT(seconds_per_point(scenario, plan, options), 0);
  EXPECT_EQ(files_.take_runs(), 3 * kRunsPerPoint);
  EXPECT_FALSE(fs::exists(files_.in("out"))) << "an estimate leaves nothing";
  files_.run(options);
  files_.take_runs();
  EXPECT_GT(seconds_per_point(scenario, plan, options), 0);
  EXPECT_EQ(files_.take_runs(), 0U);
  EXPECT_EQ(unfinished_points(plan, files_.in("out")), 0U);
}

}  // namespace
}  // namespace loopsim::analysis
