// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <csignal>
#include <cstdlib>
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

class Trace : public testing::Test {
 protected:
  std::filesystem::path in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  Outcome trace(const Arguments& more) const {
    Arguments arguments{"trace",     files_.scenario, "--case", "async", "--set", "cases.async.runtime=20ms",
                        "--variant", "in-tree"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  const scenarios::ExampleFiles files_;
};

TEST_F(Trace, WritesAFileAndSaysWhatItHolds) {
  const Outcome outcome = trace({"--commands", "20", "--out", in("trace.json")});
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_THAT(outcome.output, StartsWith("20 commands from "));
  const auto json = nlohmann::json::parse(text_of(in("trace.json")));
  EXPECT_THAT(json["otherData"]["about"].get<std::string>(), HasSubstr("example, async under in-tree"));
  EXPECT_GT(json["traceEvents"].size(), 100U);
  for (const auto& entry : std::filesystem::directory_iterator(in("."))) {
    EXPECT_NE(entry.path().extension(), ".unfinished");
  }
}

TEST_F(Trace, TheRunIsTheOneThatRunMakes) {
  EXPECT_EQ(run({"run", files_.scenario, "--set", "cases.async.runtime=20ms", "--set", "cases.sync.runtime=20ms",
                 "--out", in("results"), "--quiet"})
                .exit_code,
            kOk);
  const auto summary = nlohmann::json::parse(text_of(in("results") / "summary.json"));
  const auto& cells = summary["cells"];
  const auto cell = std::ranges::find_if(
      cells, [](const auto& each) { return each["case"] == "async" && each["variant"] == "in-tree"; });
  ASSERT_NE(cell, cells.end());
  const std::string digest = (*cell)["runs"][0]["digest"];
  EXPECT_THAT(trace({"--out", in("trace.json")}).output, HasSubstr("digest of the run " + digest));
  EXPECT_THAT(trace({"--out", in("trace.txt"), "--format", "blktrace-text"}).output, HasSubstr(digest));
}

TEST_F(Trace, GoesToStandardOutputWithoutAFile) {
  const Outcome outcome = trace({"--commands", "3", "--format", "blktrace-text", "--from", "5ms"});
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_THAT(outcome.output, StartsWith("  7,0 "));
  EXPECT_THAT(outcome.output, HasSubstr(" Q  WS "));
  EXPECT_TRUE(nlohmann::json::accept(trace({"--commands", "3"}).output));
}

// "killed by SIGPIPE" was once told as an error.
TEST_F(Trace, EndsQuietlyWhereItsReaderHasHadEnough) {
  const std::string errors = in("errors.txt");
  const std::string script = files_.write(
      "script.sh", "trap '' PIPE\n" LOOPSIM_PROGRAM " trace " + files_.scenario.string() +
                       " --case async --variant in-tree --set cases.async.runtime=20ms --format blktrace-text 2>" +
                       errors + " | head -n 1 >" + in("first.txt").string() + "\nexit ${PIPESTATUS[0]}\n");
  EXPECT_EQ(WEXITSTATUS(std::system(("bash " + script).c_str())), 128 + SIGPIPE);
  EXPECT_EQ(text_of(errors), "");
  EXPECT_THAT(text_of(in("first.txt")), StartsWith("  7,0 "));
}

TEST_F(Trace, AsksWhichOneIsMeant) {
  const Outcome outcome = run({"trace", files_.scenario, "--case", "async"});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_THAT(outcome.error, HasSubstr("--variant: expected one of the scenario's variants: raw, in-tree, new"));
  EXPECT_EQ(trace({"--case", "nothing"}).exit_code, kUsage) << "--case is given twice";
  EXPECT_EQ(run({"trace", files_.scenario, "--case", "asink", "--variant", "raw"}).exit_code, kBadInput);
  EXPECT_EQ(trace({"--commands", "0"}).exit_code, kUsage);
  EXPECT_EQ(trace({"--from", "soon"}).exit_code, kUsage);
}

TEST_F(Trace, LeavesNothingWhereItCannotWrite) {
  const Outcome outcome = trace({"--out", in("no") / "such" / "directory.json"});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_THAT(outcome.error, HasSubstr("cannot write"));
  EXPECT_FALSE(std::filesystem::exists(in("no")));
}

}  // namespace
}  // namespace loopsim::app
