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

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kRows =
    "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,lat_p90_ns,"
    "lat_p99_ns,slat_mean_ns,clat_mean_ns,bw_mib_s,iops_min,iops_max,iops_spread_pct\n"
    "6.18,xfs,ram0,file,stable,randread,1,1,libaio,direct,other,1,250000,,,,,,,,250000,250000,\n"
    "6.18,xfs,ram0,file,stable,randread,1,16,libaio,direct,other,1,250000,,,,,,,,250000,250000,\n"
    "6.18,xfs,ram0,file,stable,randread,2,1,libaio,direct,other,1,480000,,,,,,,,480000,480000,\n"
    "6.18,xfs,ram0,file,stable,randread,4,1,libaio,direct,other,1,900000,,,,,,,,900000,900000,\n"
    "6.18,xfs,ram0,loop,stable,randread,1,1,libaio,workqueue,other,1,60000,,,,,,,,60000,60000,\n";

constexpr const char* kFit = R"yaml(
schema_version: 1
simulate: {runtime: 5ms, ramp_time: 1ms, file_size: 16MiB}
tolerances: [{percent: 5}]
fit: [{target: file}]
)yaml";

class Calibrate : public testing::Test {
 protected:
  Calibrate()
      : rows_(files_.write("rows.csv", kRows)),
        fit_(files_.write("fit.yaml", kFit)),
        out_(rows_.parent_path() / "machines" / "mine.yaml") {}

  Outcome calibrate(const Arguments& more) const {
    Arguments arguments = {"calibrate", rows_, "--machine", files_.machine, "--fit", fit_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  const scenarios::ExampleFiles files_;
  const std::filesystem::path rows_;
  const std::filesystem::path fit_;
  const std::filesystem::path out_;
};

TEST_F(Calibrate, WritesAMachineThatTheOtherCommandsTake) {
  const Outcome outcome = calibrate({"--parameters", "io_submit", "--out", out_});
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_THAT(outcome.output, StartsWith("example-machine\n\n parameter "));
  EXPECT_THAT(outcome.output, HasSubstr("\n costs.io_submit "));
  EXPECT_THAT(outcome.output, HasSubstr("4 fitted rows: mean absolute error"));
  const std::string machine = text_of(out_);
  EXPECT_THAT(machine, HasSubstr("\nname: mine\n"));
  EXPECT_THAT(machine, HasSubstr("\nbase: machine.yaml\n"));
  EXPECT_THAT(machine, HasSubstr("  - xfs/ram0/file/stable/randread/2x1/libaio/direct/other/6.18\n"));
  EXPECT_EQ(run({"list", "parameters", "--machine", out_}).exit_code, kOk);
  EXPECT_FALSE(std::filesystem::exists(out_.string() + ".journal"));

  const Outcome again = calibrate({"--parameters", "io_submit", "--out", out_});
  EXPECT_EQ(again.exit_code, kUsage);
  EXPECT_THAT(again.error, HasSubstr("exists; --force replaces it"));
  EXPECT_EQ(calibrate({"--parameters", "io_submit", "--out", out_, "--force", "--jobs", "5"}).exit_code, kOk);
  EXPECT_EQ(text_of(out_), machine) << "the same bytes whatever the number of jobs";
}

TEST_F(Calibrate, WritesNothingWhereNothingIsIdentified) {
  const Outcome outcome = calibrate({"--parameters", "log_force,costs.psync", "--out", out_});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_THAT(outcome.output, HasSubstr("costs.log_force is left at 30us: no row sees it."));
  EXPECT_EQ(outcome.error, "loopsim: these rows identify none of the parameters, so no machine file is written\n");
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(Calibrate, CrossValidates) {
  const Outcome outcome = calibrate({"--parameters", "io_submit", "--cross-validate", "2"});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, HasSubstr("Mean absolute error of predicted rows over 2 splits: "));
}

TEST_F(Calibrate, SearchesFromSeveralStarts) {
  const Outcome outcome = calibrate({"--parameters", "io_submit", "--starts", "4", "--out", out_});
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_THAT(outcome.output, HasSubstr("\n  2 base, all parameters free "));
  EXPECT_THAT(outcome.output, HasSubstr("\n  4 point 2 in the ranges "));
  EXPECT_THAT(outcome.output, HasSubstr("(=), end at much the\n  same values.\n"));
  const std::string machine = text_of(out_);
  const Outcome again =
      calibrate({"--parameters", "io_submit", "--starts", "4", "--out", out_, "--force", "--jobs", "5"});
  EXPECT_EQ(again.output, outcome.output);
  EXPECT_EQ(text_of(out_), machine);
  EXPECT_EQ(calibrate({"--parameters", "io_submit", "--starts", "0"}).exit_code, kUsage);
}

TEST_F(Calibrate, RefusesBadInputAndLeavesNothing) {
  const auto error = [this](const Arguments& more) {
    const Outcome outcome = calibrate(more);
    EXPECT_EQ(outcome.exit_code, kBadInput);
    EXPECT_FALSE(std::filesystem::exists(out_));
    EXPECT_FALSE(std::filesystem::exists(out_.string() + ".journal"));
    return outcome.error;
  };
  EXPECT_THAT(error({"--parameters", "io_sbmit", "--out", out_}), HasSubstr("did you mean 'costs.io_submit'?"));
  EXPECT_THAT(error({"--parameters", "io_submit,io_submit"}), HasSubstr("named twice"));
  std::string rows = kRows;
  files_.write("rows.csv", rows.replace(rows.find(",480000,"), 8, ",0,"));
  EXPECT_THAT(error({"--out", out_}), StartsWith(rows_.string() + ":4:"));
  files_.write("rows.csv", rows.substr(0, rows.size() - 5));
  EXPECT_THAT(error({"--out", out_}), StartsWith(rows_.string() + ":6:"));
  const auto json = files_.write("run.json", "{}");
  EXPECT_THAT(run({"calibrate", json, "--machine", files_.machine, "--fit", "{rw: read}"}).error,
              HasSubstr("does not say on what it ran"));
  EXPECT_THAT(run({"calibrate", json, "--machine", files_.machine, "--fit", "{rw: read}", "--run",
                   "{kernel: 6.18, fs: xfs, device: ram0, mapping: stable}"})
                  .error,
              StartsWith(json.string()));
}

TEST(SensitivityCommand, PrintsWhatMattersAndLeavesFiles) {
  const scenarios::ExampleFiles files;
  const std::filesystem::path out = files.scenario.parent_path() / "out";
  const Arguments arguments = {"sensitivity",    files.scenario,
                               "--case",         "async",
                               "--output",       "ratio:new/in-tree",
                               "--parameters",   "kworker_command,wake_remote",
                               "--trajectories", "2",
                               "--samples",      "4",
                               "--break-even",   "kworker_command",
                               "--set",          "cases.*.runtime=80ms",
                               "--set",          "replications=1",
                               "--set",          "cases.*.ramp_time=10ms",
                               "--out",          out};
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  EXPECT_THAT(outcome.output, StartsWith("example, case async: ratio:new/in-tree\n"));
  EXPECT_THAT(outcome.output, HasSubstr("Sobol indices of the first 2"));
  EXPECT_THAT(outcome.output, HasSubstr("new against in-tree: "));
  EXPECT_THAT(text_of(out / "sensitivity.csv"), HasSubstr("\nexample,async,ratio:new/in-tree,costs."));
  EXPECT_THAT(text_of(out / "break-even.csv"), StartsWith("parameter,variant,against,value,change,"));
  EXPECT_EQ(run(arguments).exit_code, kUsage) << "needs --force";
}

// It ran, and failed with what a broken run has.
TEST(SensitivityCommand, OneTrajectoryIsAMistakeOfTheCommandLine) {
  const scenarios::ExampleFiles files;
  const Outcome outcome =
      run({"sensitivity", files.scenario, "--output", "ratio:new/in-tree", "--case", "async", "--trajectories", "1"});
  EXPECT_EQ(outcome.exit_code, kUsage);
  EXPECT_THAT(outcome.error, StartsWith("loopsim: --trajectories: expected 0, or at least 2\n"));
}

TEST(SensitivityCommand, RefusesBadInput) {
  const scenarios::ExampleFiles files;
  const auto error = [&](const Arguments& more) {
    Arguments arguments = {"sensitivity", files.scenario};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, kBadInput);
    EXPECT_EQ(outcome.output, "");
    return outcome.error;
  };
  EXPECT_THAT(error({"--output", "ratio:new/in-tre", "--case", "sync"}), HasSubstr("did you mean 'in-tree'?"));
  EXPECT_THAT(error({"--output", "iops:new"}), HasSubstr("--case: the scenario has several cases"));
  EXPECT_THAT(error({"--output", "iops:new", "--case", "sync", "--break-even", "psync"}),
              HasSubstr("a break-even is of two variants"));
}

}  // namespace
}  // namespace loopsim::app
