// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibration_rows.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/machine.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::input_error_text;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kRows =
    "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,lat_p90_ns,"
    "lat_p99_ns,slat_mean_ns,clat_mean_ns,bw_mib_s,iops_min,iops_max,iops_spread_pct\n"
    "6.18,xfs,ram0,loop,stable,randread,1,1,libaio,workqueue,other,2,20000,50000,48000,60000,90000,,,,19500,20500,5\n"
    "6.18,xfs,ram0,file,stable,randread,1,1,libaio,direct,other,1,90000,,,,,,,,90000,90000,\n"
    "6.18,xfs,ram0,file,stable,randread,1,1,libaio,direct,rr,1,90000,,,,,,,,90000,90000,\n"
    "6.18,btrfs,ram0,file,stable,randread,1,1,libaio,direct,other,1,90000,,,,,,,,90000,90000,\n";

constexpr const char* kFit = R"yaml(
schema_version: 1
where: {sched: other}
simulate: {runtime: 30ms, ramp_time: 5ms, file_size: 16MiB}
tolerances: [{where: {target: file}, percent: 12}]
parameters: [costs.io_submit]
fit: [{target: file, fs: xfs}]
)yaml";

class CalibrationRowsTest : public testing::Test {
 protected:
  CalibrationRowsTest() : rows_(files_.write("rows.csv", kRows)), machine_(scenarios::load_machine(files_.machine)) {}

  CalibrationRows read(const std::string& fit) {
    return read_calibration_rows({rows_}, "", read_fit_choice({fit}), machine_);
  }

  std::string error_of(const std::string& fit) {
    return files_.relative(input_error_text([&] { read(fit); }));
  }

  const scenarios::ExampleFiles files_;
  const std::filesystem::path rows_;
  const scenarios::Machine machine_;
};

TEST_F(CalibrationRowsTest, SortsRowsByWhatIsDoneWithThem) {
  const CalibrationRows rows = read(files_.write("fit.yaml", kFit));
  ASSERT_EQ(rows.fitted.size(), 1U);
  EXPECT_EQ(rows.fitted[0].name, "xfs/ram0/file/stable/randread/1x1/libaio/direct/other/6.18");
  EXPECT_DOUBLE_EQ(rows.fitted[0].tolerance, 0.12);
  EXPECT_EQ(rows.fitted[0].system(machine_).job.runtime, 30 * sim::kMillisecond);
  ASSERT_EQ(rows.others.size(), 1U);
  EXPECT_DOUBLE_EQ(rows.others[0].tolerance, 0.05) << "its own spread";
  ASSERT_EQ(rows.notes.size(), 2U);
  EXPECT_THAT(rows.notes[0], HasSubstr("1 rows are of other machines"));
  EXPECT_THAT(rows.notes[1], HasSubstr("file system 'btrfs' is not modelled yet"));
}

TEST_F(CalibrationRowsTest, TakesFiltersAndNamesFromTheCommandLine) {
  EXPECT_EQ(read("{target: loop}").fitted.size(), 1U);
  EXPECT_EQ(read("{target: loop}").others.size(), 2U);
  EXPECT_EQ(read("xfs/ram0/file/stable/randread/1x1/libaio/direct/rr/6.18").fitted.size(), 1U);
  const FitChoice two = read_fit_choice({"{target: loop}", "{sched: rr}"});
  EXPECT_EQ(read_calibration_rows({rows_}, "", two, machine_).fitted.size(), 2U);
}

TEST_F(CalibrationRowsTest, TakesPublishedCells) {
  const CalibrationRows rows = read_calibration_rows({files_.scenario}, "", read_fit_choice({"T1.async"}), machine_);
  ASSERT_EQ(rows.fitted.size(), 1U);
  EXPECT_EQ(rows.fitted[0].name, "T1.async");
  EXPECT_DOUBLE_EQ(rows.fitted[0].measured.iops, 204'288.5);
  EXPECT_EQ(rows.fitted[0].system(machine_).design.target, models::Target::raw);
  ASSERT_EQ(rows.others.size(), 1U);
  EXPECT_EQ(rows.others[0].name, "T2.async");
  EXPECT_EQ(rows.others[0].system(machine_).design.hw_queues, 4);
}

TEST_F(CalibrationRowsTest, TakesTheMeasurementsOfAValidationTable) {
  const auto table = files_.write("table.yaml",
                                  "schema_version: 1\nname: t\nquestion: q\n"
                                  "measurements:\n  - {file: rows.csv, where: {fs: xfs}}\n");
  const CalibrationRows rows = read_calibration_rows({table}, "", read_fit_choice({"{target: loop}"}), machine_);
  EXPECT_EQ(rows.fitted.size(), 1U);
  EXPECT_EQ(rows.others.size(), 2U);
}

TEST_F(CalibrationRowsTest, RefusesWhatIsWrong) {
  EXPECT_THAT(error_of("{target: bdev}"), HasSubstr("--fit {target: bdev}:1:6: none of the 4 rows"));
  EXPECT_THAT(error_of("{tarket: file}"), HasSubstr("did you mean 'target'?"));
  EXPECT_THAT(error_of("xfs/ram0/file/stable/randread/1x1/libaio/direct/rr/6.19"), HasSubstr("did you mean"));
  EXPECT_THAT(error_of("{fs: btrfs}"), HasSubstr("rows.csv:5"));
  EXPECT_THAT(error_of("{fs: btrfs}"), HasSubstr("cannot be fitted: file system 'btrfs' is not modelled"));
  EXPECT_THAT(error_of(files_.write("fit.yaml", "schema_version: 1\nfit: []\n")),
              HasSubstr("fit.yaml:2:6: fit: expected at least one row"));
  EXPECT_THAT(error_of(files_.write("fit.yaml", "schema_version: 1\nfitt: [a]\n")), HasSubstr("did you mean 'fit'?"));
  EXPECT_THAT(input_error_text([&] { read_fit_choice({"a.yaml", "{rw: read}"}); }), HasSubstr("give it alone"));
  files_.write("rows.csv",
               std::string(kRows) + "6.18,xfs,ram0,file,stable,read,1,1,libaio,direct,rr,1,-5,,,,,,,,1,1,\n");
  EXPECT_THAT(error_of("{target: loop}"), HasSubstr("rows.csv:6"));
}

TEST_F(CalibrationRowsTest, RefusesTheSameRowTwice) {
  files_.write("again.csv", kRows);
  EXPECT_THAT(files_.relative(input_error_text([&] {
    read_calibration_rows({rows_, rows_.parent_path() / "again.csv"}, "", read_fit_choice({"{target: loop}"}),
                          machine_);
  })),
              HasSubstr("again.csv:2"));
}

}  // namespace
}  // namespace loopsim::analysis
