// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/result_directory.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

const ResultFiles kFiles{.runs_csv = "runs\n",
                         .summary_csv = "summary\n",
                         .timeseries_csv = "series\n",
                         .summary_json = "{}\n",
                         .resolved_yaml = "yaml\n"};
const Names kNames{"runs.csv", "summary.csv", "timeseries.csv", "summary.json", "resolved.yaml"};

class ResultDirectory : public testing::Test {
 protected:
  static Names names_in(const fs::path& directory) {
    Names names;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
      names.insert(entry.path().filename());
    }
    return names;
  }

  static std::string text_of(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  static void write(const fs::path& file) { std::ofstream(file) << "mine"; }

  const scenarios::TemporaryDirectory temporary_;
  const fs::path root_ = temporary_.path();
};

TEST_F(ResultDirectory, WritesEveryFileAndNothingElse) {
  write_results(root_ / "new" / "out", kFiles, Existing::keep);
  EXPECT_EQ(names_in(root_ / "new" / "out"), kNames);
  EXPECT_EQ(names_in(root_ / "new"), Names{"out"});
  EXPECT_EQ(text_of(root_ / "new" / "out" / "summary.json"), "{}\n");
  EXPECT_EQ(text_of(root_ / "new" / "out" / "resolved.yaml"), "yaml\n");
}

TEST_F(ResultDirectory, FileOfTheJobsIsThereOnlyWhereTheyReport) {
  ResultFiles with_jobs = kFiles;
  with_jobs.jobs_csv = "jobs\n";
  write_results(root_ / "out", with_jobs, Existing::keep);
  EXPECT_EQ(text_of(root_ / "out" / "jobs.csv"), "jobs\n");
  write_results(root_ / "out", kFiles, Existing::replace);
  EXPECT_EQ(names_in(root_ / "out"), kNames);
}

TEST_F(ResultDirectory, AcceptsATrailingSlashAndAnEmptyDirectory) {
  fs::create_directory(root_ / "out");
  write_results(root_ / "out/", kFiles, Existing::keep);
  write_results(root_ / "other/", kFiles, Existing::keep);
  EXPECT_EQ(names_in(root_ / "out"), kNames);
  EXPECT_EQ(names_in(root_ / "other"), kNames);
  EXPECT_EQ(names_in(root_), (Names{"out", "other"}));
}

TEST_F(ResultDirectory, KeepsEarlierResultsUnlessToldToReplaceThem) {
  write_results(root_ / "out", kFiles, Existing::keep);
  ResultFiles newer = kFiles;
  newer.runs_csv = "newer\n";
  EXPECT_THROW(write_results(root_ / "out", newer, Existing::keep), DestinationError);
  EXPECT_EQ(text_of(root_ / "out" / "runs.csv"), "runs\n");
  write_results(root_ / "out", newer, Existing::replace);
  EXPECT_EQ(text_of(root_ / "out" / "runs.csv"), "newer\n");
  EXPECT_EQ(names_in(root_), Names{"out"});
}

TEST_F(ResultDirectory, NeverTouchesWhatIsNotItsOwn) {
  fs::create_directory(root_ / "home");
  write(root_ / "home" / "thesis.tex");
  write_results(root_ / "mixed", kFiles, Existing::keep);
  write(root_ / "mixed" / "notes.txt");
  write(root_ / "file");
  for (const char* taken : {"home", "mixed", "file"}) {
    EXPECT_THROW(check_destination(root_ / taken, Existing::replace), DestinationError) << taken;
    EXPECT_THROW(write_results(root_ / taken, kFiles, Existing::replace), DestinationError) << taken;
  }
  EXPECT_EQ(names_in(root_ / "home"), Names{"thesis.tex"});
  EXPECT_EQ(text_of(root_ / "mixed" / "notes.txt"), "mine");
  EXPECT_EQ(text_of(root_ / "file"), "mine");
}

TEST_F(ResultDirectory, SaysWhatIsInTheWay) {
  write_results(root_ / "out", kFiles, Existing::keep);
  write(root_ / "out" / "notes.txt");
  try {
    check_destination(root_ / "out", Existing::replace);
    FAIL() << "no error";
  } catch (const DestinationError& error) {
    EXPECT_EQ(error.what(), (root_ / "out").string() + " is not a result directory of loopsim: it holds notes.txt");
  }
}

TEST_F(ResultDirectory, FollowsASymbolicLink) {
  fs::create_directory(root_ / "disk");
  fs::create_directory_symlink(root_ / "disk", root_ / "link");
  write_results(root_ / "link", kFiles, Existing::keep);
  EXPECT_TRUE(fs::is_symlink(root_ / "link"));
  EXPECT_EQ(names_in(root_ / "disk"), kNames);
}

TEST_F(ResultDirectory, LeavesNothingBehindWhenItFails) {
  write(root_ / "file");
  EXPECT_THROW(write_results(root_ / "file" / "out", kFiles, Existing::keep), std::exception);
  EXPECT_EQ(names_in(root_), Names{"file"});
}

TEST_F(ResultDirectory, SaysBeforeTheRunsThatNothingCanBeWrittenThere) {
  try {
    check_destination("/proc/results", Existing::keep);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "cannot make a directory in /proc: No such file or directory");
  }
}

}  // namespace
}  // namespace loopsim::analysis
