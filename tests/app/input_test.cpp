// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
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
  EXPECT_EQ(outcome.output, good + ": ok, a scenario\n" + good + ": ok, a scenario\n");
  EXPECT_THAT(outcome.error, StartsWith(broken + ":2:1: "));
}

TEST(Input, CheckKnowsMachineFilesAndFits) {
  const ExampleFiles files;
  const std::string machine = files.machine;
  EXPECT_EQ(run({"check", machine}).output, machine + ": ok, a machine file\n");
  const std::string based =
      files.write("machines/based.yaml", "schema_version: 1\nname: x\nbase: machine.yaml\ncpus: 0\n");
  EXPECT_EQ(run({"check", based}).error, based + ":4:7: cpus: expected an integer from 1 to 1024, got '0'\n");
  const std::string base = std::filesystem::path(files.machine).parent_path() / "base.yaml";
  EXPECT_EQ(run({"check", base}).output, base + ": ok, a base for machine files\n");
  const std::string fit = files.write("fit.yaml", "schema_version: 1\nfit: [{policy: nowait}]\n");
  EXPECT_EQ(run({"check", fit}).output, fit + ": ok, a choice of rows for calibrate --fit\n");
  const std::string odd = files.write("odd.yaml", "schema_version: 1\nfit: [{polic: nowait}]\n");
  EXPECT_THAT(run({"check", odd}).error, StartsWith(odd + ":2:8: "));
}

TEST(Input, CheckKnowsEveryShippedFile) {
  Arguments arguments{"check"};
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios")) {
    if (entry.path().extension() == ".yaml") {
      arguments.push_back(entry.path());
    }
  }
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(outcome.output, '\n')), arguments.size() - 1);
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

TEST(Input, ListsAMachinesDevices) {
  const ExampleFiles files;
  EXPECT_THAT(run({"list", "devices", "--machine", files.machine}).output, HasSubstr("disk0\n    kind: disk\n"));
}

TEST(Input, ListsAPolicysParametersWithDefaultAndRange) {
  EXPECT_THAT(run({"list", "policies"}).output, HasSubstr("    pause = 300us in [0ns, 1s]: "));
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
