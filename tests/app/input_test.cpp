// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::app {
namespace {

using scenarios::ExampleFiles;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Input, MissingFileIsBadInput) {
  for (const char* command : {"run", "check"}) {
    const Outcome outcome = run({command, "no-such-file.yaml"});
    EXPECT_EQ(outcome.exit_code, kBadInput);
    EXPECT_EQ(outcome.output, "");
    EXPECT_THAT(outcome.error, StartsWith("no-such-file.yaml: "));
  }
}

TEST(Input, BrokenScenarioIsNamedWithItsPlaceAndLeavesNothing) {
  const ExampleFiles files;
  const std::string broken = files.write("broken.yaml", "schema_version: 1\nnmae: x\n");
  const std::filesystem::path out = files.scenario.parent_path() / "out";
  const Outcome outcome = run({"run", broken, "--out", out});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, StartsWith(broken + ":2:1: "));
  EXPECT_THAT(outcome.error, HasSubstr("did you mean 'name'?"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Input, BadSettingIsBadInput) {
  const ExampleFiles files;
  const Outcome outcome = run({"run", files.scenario, "--dry-run", "--set", "variants.new.hw_queue=4"});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_THAT(outcome.error, HasSubstr("did you mean 'hw_queues'?"));
}

TEST(Input, CheckTellsAboutEveryFile) {
  const ExampleFiles files;
  const std::string broken = files.write("broken.yaml", "schema_version: 1\nnmae: x\n");
  const std::string good = files.scenario;
  EXPECT_EQ(run({"check", good}).exit_code, kOk);
  const Outcome outcome = run({"check", good, broken, good});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(outcome.output, good + ": ok\n" + good + ": ok\n");
  EXPECT_THAT(outcome.error, StartsWith(broken + ":2:1: "));
}

TEST(Input, DryRunPrintsAScenarioThatResolvesToItself) {
  const ExampleFiles files;
  const Outcome first = run({"run", files.scenario, "--dry-run", "--seed", "99", "--set", "replications=5"});
  EXPECT_EQ(first.exit_code, kOk);
  EXPECT_THAT(first.output, HasSubstr("\nseed: 99\n"));
  EXPECT_THAT(first.output, HasSubstr("\nreplications: 5\n"));
  const Outcome second = run({"run", files.write("resolved.yaml", first.output), "--dry-run"});
  EXPECT_EQ(second.exit_code, kOk);
  EXPECT_EQ(second.output, first.output);
}

TEST(Input, ListsWhatThereIs) {
  EXPECT_THAT(run({"list", "policies"}).output, HasSubstr("nowait-hint\n    "));
  EXPECT_THAT(run({"list", "devices"}).output, HasSubstr("ramdisk\n    "));
  EXPECT_THAT(run({"list", "filesystems"}).output, HasSubstr("xfs\n    "));
  EXPECT_THAT(run({"list", "parameters"}).output, HasSubstr("context_switch\n    "));
}

TEST(Input, ListsAMachinesParametersWithRangeAndSource) {
  const ExampleFiles files;
  const Outcome outcome = run({"list", "parameters", "--machine", files.machine});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, HasSubstr("disk0.units = 8 in [1, 64]\n    data sheet\n"));
  EXPECT_THAT(outcome.output, HasSubstr("psync = 600ns in "));
  EXPECT_EQ(run({"list", "parameters", "--machine", "no-such-file.yaml"}).exit_code, kBadInput);
}

}  // namespace
}  // namespace loopsim::app
