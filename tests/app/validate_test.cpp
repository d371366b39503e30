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
using testing::StartsWith;

constexpr const char* kTable = R"yaml(
schema_version: 1
name: table
question: How far?
replications: 2
simulate: {runtime: 10ms, ramp_time: 2ms, file_size: 16MiB}
machines:
  vm: {file: machines/machine.yaml, where: {sched: other}}
measurements:
  - {file: rows.csv}
)yaml";

constexpr const char* kRows =
    "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,lat_p90_ns,"
    "lat_p99_ns,slat_mean_ns,clat_mean_ns,bw_mib_s,iops_min,iops_max,iops_spread_pct\n"
    "6.18,xfs,ram0,loop,stable,randread,1,1,libaio,workqueue,other,2,20000,50000,48000,60000,90000,,,,19500,20500,5\n"
    "6.18,xfs,ram0,loop,stable,randread,1,1,libaio,nowait,other,1,90000,,,,,,,,90000,90000,\n"
    "6.18,xfs,ram0,loop,stable,randread,1,1,libaio,nowait,rr,1,90000,,,,,,,,90000,90000,\n";

class Validate : public testing::Test {
 protected:
  Validate() : table_(files_.write("table.yaml", kTable)), rows_(files_.write("rows.csv", kRows)) {}

  std::filesystem::path in(const std::string& name) const { return table_.parent_path() / name; }

  const scenarios::ExampleFiles files_;
  const std::filesystem::path table_;
  const std::filesystem::path rows_;
};

TEST_F(Validate, PrintsATableAndLeavesItsFiles) {
  const Outcome outcome = run({"validate", table_, "--out", in("out")});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.output, StartsWith("table: How far?\n\nvm: loop, xfs on ram0, stable; other, 6.18\n"));
  EXPECT_THAT(outcome.output, HasSubstr("\n randread 1x1 libaio workqueue "));
  EXPECT_THAT(outcome.output, HasSubstr("not simulated, no machine of this table takes it: 1 row\n"));
  for (const char* name : {"validation.csv", "validation.json", "validation.md", "validation.dat"}) {
    EXPECT_FALSE(text_of(in("out") / name).empty()) << name;
  }
  EXPECT_EQ(run({"validate", table_, "--out", in("out")}).exit_code, kUsage) << "needs --force";
  EXPECT_EQ(run({"validate", table_, "--out", in("out"), "--force"}).exit_code, kOk);
  EXPECT_EQ(run({"validate", table_, "--out", in("machines"), "--force"}).exit_code, kUsage);
}

TEST_F(Validate, BytesDoNotDependOnTheNumberOfJobs) {
  EXPECT_EQ(run({"validate", table_, "--jobs", "1", "--quiet", "--out", in("one")}).output, "");
  EXPECT_EQ(run({"validate", table_, "--jobs", "7", "--quiet", "--out", in("many")}).output, "");
  EXPECT_EQ(text_of(in("one") / "validation.csv"), text_of(in("many") / "validation.csv"));
  EXPECT_EQ(text_of(in("one") / "validation.md"), text_of(in("many") / "validation.md"));
}

TEST_F(Validate, PrintsCsvOrJsonInstead) {
  const Outcome csv = run({"validate", table_, "--format", "csv", "--out", in("out")});
  EXPECT_EQ(csv.output, text_of(in("out") / "validation.csv"));
  const auto json = nlohmann::json::parse(run({"validate", table_, "--format", "json"}).output);
  EXPECT_EQ(json["rows"].size(), 2U);
  EXPECT_EQ(json["left_out"].size(), 1U);
}

TEST_F(Validate, FailsAboveTheLimit) {
  EXPECT_EQ(run({"validate", table_, "--fail-above", "1000000"}).exit_code, kOk);
  const Outcome outcome = run({"validate", table_, "--fail-above", "0"});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_THAT(outcome.output, StartsWith("table: ")) << "the report comes all the same";
  EXPECT_THAT(outcome.error, StartsWith("loopsim: --fail-above: machine vm: mean absolute error "));
  EXPECT_EQ(run({"validate", table_, "--fail-above", "-1"}).exit_code, kUsage);
}

TEST_F(Validate, ALimitNeedsAPredictedRow) {
  const std::string fitted = std::string(kTable) + "fitted: [{device: ram0}]\n";
  const Outcome outcome = run({"validate", files_.write("fitted.yaml", fitted), "--fail-above", "50"});
  EXPECT_EQ(outcome.exit_code, kRunFailed);
  EXPECT_EQ(outcome.error, "loopsim: --fail-above: no predicted row to judge\n");
}

TEST_F(Validate, TakesAScenarioWithPublishedCells) {
  const Outcome outcome = run({"validate", files_.write("short.yaml", [this] {
                                 std::string text = text_of(files_.scenario);
                                 return text.replace(text.find("runtime: 1s"), 11, "runtime: 9ms");
                               }())});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, HasSubstr("\nexample-machine: example: async\n"));
  EXPECT_THAT(outcome.output, HasSubstr("\n new "));
}

TEST_F(Validate, SetsKeysOfTheTableAndOfItsMachines) {
  const auto rate = [this](const Arguments& more) {
    Arguments arguments = {"validate", table_, "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return nlohmann::json::parse(run(arguments).output)["rows"][0]["simulated"].dump();
  };
  const std::string plain = rate({});
  EXPECT_NE(rate({"--set", "devices.ram0.submit=500ns"}), plain);
  EXPECT_THAT(run({"validate", table_, "--set", "name=renamed"}).output, StartsWith("renamed: How far?\n"));
  std::string other = text_of(files_.machine);
  files_.write("machines/other.yaml", other.replace(other.find("cpus: 8"), 7, "cpus: 1"));
  EXPECT_NE(rate({"--set", "machines.vm.file=" + in("machines/other.yaml").string()}), plain);
  const Outcome unknown = run({"validate", table_, "--set", "simulate.runtim=20ms"});
  EXPECT_EQ(unknown.exit_code, kBadInput);
  EXPECT_THAT(unknown.error, HasSubstr("did you mean 'runtime'?"));
  EXPECT_EQ(run({"validate", table_, "--set", "costs.psnc=1us"}).exit_code, kBadInput);
}

TEST_F(Validate, RefusesBadInputAndLeavesNothing) {
  std::string rows = kRows;
  files_.write("rows.csv", rows.replace(rows.find(",20000,"), 7, ",-20000,"));
  const Outcome outcome = run({"validate", table_, "--out", in("out")});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_EQ(outcome.output, "");
  EXPECT_EQ(outcome.error, rows_.string() + ":2:65: iops: expected a number above 0, got '-20000'\n");
  EXPECT_FALSE(std::filesystem::exists(in("out")));
  EXPECT_EQ(run({"validate", "no-such-file.yaml"}).exit_code, kBadInput);
}

TEST_F(Validate, CheckKnowsTables) {
  EXPECT_EQ(run({"check", table_}).output, table_.string() + ": ok, a validation table\n");
  files_.write("rows.csv", "a\n1\n");
  const Outcome outcome = run({"check", table_});
  EXPECT_EQ(outcome.exit_code, kBadInput);
  EXPECT_THAT(outcome.error, StartsWith(rows_.string() + ":1:1: these columns are of no known table"));
}

}  // namespace
}  // namespace loopsim::app
