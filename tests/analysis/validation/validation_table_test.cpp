// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/validation_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/validation/scenario_rows.hpp"
#include "analysis/validation/table_sections.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

constexpr const char* kHeader =
    "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,lat_p90_ns,"
    "lat_p99_ns,slat_mean_ns,clat_mean_ns,fio_usr_pct,fio_sys_pct,fio_ctx,iops_min,iops_max,iops_spread_pct\n";

constexpr const char* kNowaitRow =
    "6.18-x,xfs,disk0,loop,stable,read,1,1,libaio,nowait,other,1,2000,,,,,,,,,,2000,2000,\n";

std::string csv_row(const std::string& start, const std::string& repetitions, const std::string& iops,
                    const std::string& range) {
  return start + "," + repetitions + "," + iops + ",,,,,,,,,," + range + ",\n";
}

class ValidationTable : public testing::Test {
 protected:
  ValidationTable() {
    files_.write("rows.csv",
                 kHeader +
                     csv_row("6.18-x,xfs,disk0,loop,stable,read,1,1,libaio,workqueue,other", "2", "1000", "980,1010") +
                     csv_row("6.18-x,xfs,disk0,loop,stable,read,1,1,libaio,nowait,other", "1", "2000", "2000,2000") +
                     csv_row("6.18-x,xfs,disk0,file,stable,read,1,1,libaio,direct,rr", "1", "3000", "3000,3000") +
                     csv_row("6.18-x,btrfs,disk0,file,stable,read,1,1,libaio,direct,other", "1", "3000", "3000,3000"));
  }

  static std::string table(const std::string& more) {
    return "schema_version: 1\nname: t\nquestion: How far?\n" + more;
  }

  static std::string machines() { return "machines: {vm: {file: machines/machine.yaml, where: {sched: other}}}\n"; }

  ValidationPlan load(const std::string& text) const { return load_validation(files_.write("table.yaml", text)); }

  // Without the directory.
  std::string error_of(const std::string& text) const {
    return files_.relative(scenarios::input_error_text([&] { load(text); }));
  }

  const scenarios::ExampleFiles files_;
};

TEST_F(ValidationTable, GivesEveryRowAMachineATolernaceAndAKind) {
  const ValidationPlan plan =
      load(table("replications: 2\nseed: 9\n"
                 "simulate: {runtime: 20ms, ramp_time: 5ms, file_size: 16MiB}\n" +
                 machines() +
                 "measurements: [{file: rows.csv}]\n"
                 "tolerances: [{where: {device: disk0}, percent: 15}, {percent: 40}]\n"
                 "fitted: [{policy: nowait}]\n"));
  EXPECT_EQ(plan.name, "t");
  EXPECT_EQ(plan.replications, 2);
  EXPECT_EQ(plan.seed, 9U);
  ASSERT_EQ(plan.rows.size(), 2U);
  EXPECT_EQ(plan.rows[0].machine, "vm");
  EXPECT_EQ(plan.rows[0].heading, "loop, xfs on disk0, stable; other, 6.18-x");
  EXPECT_EQ(plan.rows[0].label, "read 1x1 libaio workqueue");
  EXPECT_EQ(plan.rows[0].name, "xfs/disk0/loop/stable/read/1x1/libaio/workqueue/other/6.18-x");
  EXPECT_DOUBLE_EQ(plan.rows[0].tolerance, 0.03) << "its own spread";
  EXPECT_FALSE(plan.rows[0].fitted);
  EXPECT_DOUBLE_EQ(plan.rows[1].tolerance, 0.15) << "the first rule that takes it";
  EXPECT_TRUE(plan.rows[1].fitted);
  EXPECT_EQ(plan.rows[0].pair_key, plan.rows[1].pair_key);
  EXPECT_EQ(plan.rows[0].system.job.runtime, 20 * sim::kMillisecond);
  EXPECT_EQ(plan.rows[0].system.design.file_size, std::uint64_t{16} << 20);
  ASSERT_EQ(plan.left_out.size(), 2U);
  EXPECT_EQ(plan.left_out[0].reason, "no machine of this table takes it");
  EXPECT_EQ(plan.left_out[1].reason.substr(0, 40), "file system 'btrfs' is not modelled yet ");
}

TEST_F(ValidationTable, TrustsNoRowBetterThanItsRuleForEveryRow) {
  const auto expect_tolerances = [&](const std::string& rules, double of_repetitions, double of_single_run) {
    const ValidationPlan plan =
        load(table(machines() + "measurements: [{file: rows.csv}]\ntolerances: [" + rules + "]\n"));
    EXPECT_DOUBLE_EQ(plan.rows[0].tolerance, of_repetitions) << rules;
    EXPECT_DOUBLE_EQ(plan.rows[1].tolerance, of_single_run) << rules;
  };
  expect_tolerances("{percent: 20}", 0.03, 0.20);
  expect_tolerances("{percent: 20}, {at_least: 42}", 0.42, 0.42);
  expect_tolerances("{percent: 20}, {at_least: 10}", 0.10, 0.20);
  expect_tolerances("{where: {policy: nowait}, at_least: 42}", 0.03, 0.42);
}

TEST_F(ValidationTable, ChoosesRowsAndSaysHowManyItLeftOut) {
  const ValidationPlan plan =
      load(table(machines() + "measurements: [{file: rows.csv, where: {policy: [workqueue, nowait]}}]\n"));
  EXPECT_EQ(plan.rows.size(), 2U);
  EXPECT_TRUE(plan.left_out.empty());
  ASSERT_EQ(plan.notes.size(), 1U);
  EXPECT_EQ(files_.relative(plan.notes[0]), "rows.csv: 2 of 4 rows left out, as no 'where' of this table takes them");
  EXPECT_DOUBLE_EQ(plan.rows[1].tolerance, kDefaultTolerance);
}

// Each entry of a file once counted the rows of the others.
TEST_F(ValidationTable, SaysOnceForEachFileWhatNoEntryTook) {
  const std::string entries = "{file: rows.csv, where: {policy: workqueue}}, {file: rows.csv, where: {policy: nowait}}";
  const ValidationPlan some = load(table(machines() + "measurements: [" + entries + "]\n"));
  ASSERT_EQ(some.notes.size(), 1U);
  EXPECT_EQ(files_.relative(some.notes[0]), "rows.csv: 2 of 4 rows left out, as no 'where' of this table takes them");
  const ValidationPlan all =
      load(table(machines() + "measurements: [" + entries + ", {file: rows.csv, where: {policy: direct}}]\n"));
  EXPECT_TRUE(all.notes.empty());
  EXPECT_EQ(all.rows.size() + all.left_out.size(), 4U);
}

TEST_F(ValidationTable, SimulatesTheKernelThatAMachineSaysItsRowsBehaveLike) {
  const std::string as_of = "machines: {vm: {file: machines/machine.yaml, where: {sched: other}, kernel: 6.5}}\n";
  const ValidationPlan plan = load(table(as_of + "measurements: [{file: rows.csv}]\n"));
  EXPECT_EQ(plan.rows[0].system.design.kernel, (models::KernelVersion{6, 5}));
  EXPECT_EQ(plan.rows[0].name, "xfs/disk0/loop/stable/read/1x1/libaio/workqueue/other/6.18-x");
  EXPECT_EQ(load(table(machines() + "measurements: [{file: rows.csv}]\n")).rows[0].system.design.kernel,
            (models::KernelVersion{6, 18}));
}

TEST_F(ValidationTable, MarksRowsByName) {
  const ValidationPlan plan =
      load(table(machines() + "measurements: [{file: rows.csv}]\n"
                              "fitted: [xfs/disk0/loop/stable/read/1x1/libaio/workqueue/other/6.18-x]\n"));
  EXPECT_TRUE(plan.rows[0].fitted);
  EXPECT_FALSE(plan.rows[1].fitted);
}

TEST_F(ValidationTable, TakesTheOutputOfFio) {
  const std::string fixture = LOOPSIM_FIXTURE_DIR "/zx-stable-loop-randwrite-12x1-libaio-cfs-r1.json";
  const ValidationPlan plan =
      load(table(machines() + "measurements:\n  - {file: [" + fixture +
                 "], run: {kernel: 6.18-x, sched: other, fs: xfs, device: disk0, mapping: stable}}\n"));
  ASSERT_EQ(plan.rows.size(), 1U);
  EXPECT_EQ(plan.rows[0].name, "xfs/disk0/loop/stable/randwrite/12x1/libaio/workqueue/other/6.18-x");
}

TEST_F(ValidationTable, AScenarioIsATableOfItsPublishedCells) {
  const ValidationPlan plan =
      load_validation(std::string(LOOPSIM_SOURCE_DIR) + "/scenarios/published/nvme-12jobs.yaml");
  EXPECT_EQ(plan.rows.size(), 16U);
  EXPECT_EQ(plan.machines, (std::vector<std::string>{"patocka-nvme"}));
  EXPECT_EQ(plan.rows[0].heading, "nvme-12jobs: sync");
  EXPECT_EQ(plan.rows[0].label, "raw");
  EXPECT_TRUE(plan.rows[0].fitted);
  EXPECT_DOUBLE_EQ(plan.rows[0].tolerance, kPublishedTolerance);
  std::size_t fitted = 0;
  for (const PlannedRow& row : plan.rows) {
    fitted += row.fitted ? 1 : 0;
  }
  EXPECT_EQ(fitted, 6U);
}

TEST_F(ValidationTable, ScenariosMayStandBesideFiles) {
  const ValidationPlan plan = load(table(machines() + "measurements: [{file: rows.csv}, {file: " LOOPSIM_SOURCE_DIR
                                                      "/scenarios/published/nvme-12jobs.yaml}]\n"));
  EXPECT_EQ(plan.rows.size(), 2U + 16U);
  EXPECT_EQ(plan.machines, (std::vector<std::string>{"vm", "patocka-nvme"}));
}

TEST_F(ValidationTable, RefusesWhatItCannotUse) {
  struct Refusal {
    std::string more;
    std::string error;
  };
  const std::string rows = "measurements: [{file: rows.csv}]\n";
  const std::vector<Refusal> refusals = {
      {"", "table.yaml:1:1: missing key 'measurements' at the top level"},
      {"measurements: []\n", "table.yaml:4:15: measurements: expected at least one file"},
      {rows + "machine: x\n",
       "table.yaml:5:1: unknown key 'machine' at the top level; did you mean 'machines'? (allowed: fitted, machines, "
       "measurements, name, question, replications, schema_version, seed, simulate, tolerances)"},
      {"measurements: [{file: none.csv}]\n", "table.yaml:4:23: cannot read 'none.csv'"},
      {"measurements: [{file: rows.csv, run: {kernel: 6.18, fs: xfs, device: d, mapping: stable}}]\n",
       "table.yaml:4:23: measurements[0].file: 'run' is for the output of fio (FILE.json); the rows of a table say "
       "themselves what they ran on"},
      {"measurements: [{file: run.json}]\n",
       "table.yaml:4:23: measurements[0].file: fio's output does not say on what it ran; a 'run' beside this must "
       "(kernel, fs, device, mapping ...)"},
      {"measurements: [{file: run.json, run: {kernel: new, fs: xfs, device: d, mapping: stable}}]\n",
       "table.yaml:4:47: measurements[0].run.kernel: expected a kernel that starts with MAJOR.MINOR, such as 6.18, got "
       "'new'"},
      {"measurements: [{file: rows.csv, where: {fs: zfs}}]\n",
       "table.yaml:4:40: measurements[0].where: takes none of the 4 rows"},
      {machines() + rows + "fitted: [xfs/disk0/loop/stable/read/1x1/libaio/workqeue/other/6.18-x]\n",
       "table.yaml:6:10: fitted[0]: no row that is simulated is "
       "'xfs/disk0/loop/stable/read/1x1/libaio/workqeue/other/6.18-x'; did you mean "
       "'xfs/disk0/loop/stable/read/1x1/libaio/workqueue/other/6.18-x'?"},
      {machines() + rows + "fitted: [{policy: threaded}]\n",
       "table.yaml:6:10: fitted[0]: no row that is simulated is like this"},
      {"machines: {a: {file: machines/machine.yaml}, b: {file: machines/machine.yaml}}\n" + rows,
       "rows.csv:2:1: machines 'a' and 'b' of the table both take this row; their 'where' must tell them apart"},
      {machines() + "measurements: [{file: rows.csv}, {file: rows.csv}]\n",
       "rows.csv:2:1: the same row as rows.csv:2; a table may hold it once"},
      {rows + "tolerances: [{percent: 0}]\n",
       "table.yaml:5:24: tolerances[0].percent: expected a number from 0.1 to 1000, got '0'"},
      {rows + "tolerances: [{at_least: 42, percent: 42}]\n",
       "table.yaml:5:29: unused key 'percent' in tolerances[0]: nothing reads it"},
      {rows + "simulate: {file_size: 1000001}\n",
       "table.yaml:5:23: simulate.file_size: expected a size from 1MiB to 1024TiB (a bare number is bytes), got "
       "'1000001'"},
      {"cases: {}\n", "table.yaml:1:1: missing key 'machine' at the top level"},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_EQ(error_of(table(refusal.more)), refusal.error);
  }
}

TEST_F(ValidationTable, OtherFilesMayTakeThePlaceOfItsOwn) {
  const auto file = files_.write("table.yaml", table(machines() + "measurements: [{file: none.csv}]\n"
                                                                  "fitted: [{policy: threaded}, {policy: nowait}]\n"));
  const ValidationPlan plan = load_validation(file, {files_.write("other.csv", std::string(kHeader) + kNowaitRow)});
  ASSERT_EQ(plan.rows.size(), 1U);
  EXPECT_TRUE(plan.rows[0].fitted);
  EXPECT_EQ(scenarios::input_error_text([&] { load_validation(file, {"none.csv"}); }),
            "--measurements none.csv: cannot read 'none.csv'");
  EXPECT_EQ(files_.relative(scenarios::input_error_text([&] { load_validation(files_.scenario, {"none.csv"}); })),
            "scenario.yaml: a scenario is its own machine; other measurements need a table");
}

TEST_F(ValidationTable, RefusesAScenarioWithoutPublishedCells) {
  EXPECT_EQ(
      scenarios::input_error_text([&] { load_validation(LOOPSIM_SOURCE_DIR "/scenarios/seed/device-headroom.yaml"); }),
      LOOPSIM_SOURCE_DIR
      "/scenarios/seed/device-headroom.yaml: the scenario has no 'published' cell to validate against");
}

}  // namespace
}  // namespace loopsim::analysis
