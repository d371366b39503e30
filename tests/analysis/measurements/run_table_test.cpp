// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/run_table.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/measurements/read_measurements.hpp"
#include "tests/scenarios/input_error_text.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::input_error_text;

constexpr const char* kPatchedHeader =
    "kernel,accel,vcpus,fs,device,device_latency_ns,mapping,rw,jobs,iodepth,engine,policy,rep,iops,lat_mean_ns,"
    "lat_p50_ns,lat_p99_ns,eagain,attempts,ctx\n";
constexpr const char* kPatchedRow =
    "7.3.4+loop-nowait-v5,tcg,2,xfs,null_blk,350000,sparse,write,1,16,libaio,nowait,1,9852.0,1620289,1417216,6651904,"
    "40490,40490,27918\n";
constexpr const char* kMedianHeader =
    "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,bw_mib_s,lat_mean_ns,lat_p50_ns,"
    "lat_p90_ns,lat_p99_ns,slat_mean_ns,clat_mean_ns,fio_usr_pct,fio_sys_pct,fio_ctx,sys_usr_pct,sys_sys_pct,"
    "sys_softirq_pct,sys_idle_pct,sys_ctx_per_s,kw_unbound_cpu_pct,kw_bound_cpu_pct,kw_ctx_per_s,extents_after,"
    "iops_min,iops_max,iops_spread_pct\n";
constexpr const char* kMedianRow =
    "6.18-baseline,xfs,zram,file,stable,read,12,1,psync,direct,other,2,1000.0,3.9,10930.0,1960.0,2008.0,2096.0,1,2,"
    "3,4,5,,,,,,,,,,900.0,1100.0,20.0\n";

class RunTable : public testing::Test {
 protected:
  MeasuredFile read(const std::string& text) const {
    return read_measured_table(directory_.write("t.csv", text), {"table.yaml", 1, 1});
  }

  // Without the directory.
  std::string error_of(const std::string& text) const {
    const std::string error = input_error_text([&] { read(text); });
    const std::string prefix = directory_.path().string() + "/";
    return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
  }

  // The row with one of its fields replaced.
  static std::string with(std::string row, const std::string& field, const std::string& other) {
    return row.replace(row.find(field), field.size(), other);
  }

  const scenarios::TemporaryDirectory directory_;
};

TEST_F(RunTable, ReadsARowOfThePatchedKernel) {
  const MeasuredFile file = read(std::string(kPatchedHeader) + kPatchedRow);
  ASSERT_EQ(file.rows.size(), 1U);
  const Measurement& row = file.rows.front();
  EXPECT_EQ(row.source.line, 2);
  EXPECT_EQ(row.kernel, "7.3.4+loop-nowait-v5");
  EXPECT_EQ(row.era, (models::KernelVersion{7, 3}));
  EXPECT_EQ(row.accel, "tcg");
  EXPECT_EQ(row.cpus, 2);
  EXPECT_EQ(row.device_latency, 350'000);
  EXPECT_EQ(row.target, "loop");
  EXPECT_EQ(row.mapping, "sparse");
  EXPECT_EQ(row.policy, "nowait");
  EXPECT_EQ(row.iops, 9852);
  EXPECT_EQ(row.spread(), std::nullopt);
  EXPECT_EQ(row.latency_kind, LatencyKind::completion);
  ASSERT_EQ(row.percentiles.size(), 2U);
  EXPECT_EQ(row.percentiles[1].per_cent, 99);
  EXPECT_EQ(row.percentiles[1].ns, 6651904);
  EXPECT_EQ(name_of(row), "xfs/null_blk@350us/loop/sparse/write/1x16/libaio/nowait/tcg/2cpus/7.3.4+loop-nowait-v5");
  EXPECT_EQ(name_without_policy(row),
            "xfs/null_blk@350us/loop/sparse/write/1x16/libaio/*/tcg/2cpus/7.3.4+loop-nowait-v5");
}

TEST_F(RunTable, ReadsAMedianWithItsSpread) {
  const Measurement row = read(std::string(kMedianHeader) + kMedianRow).rows.front();
  EXPECT_EQ(row.target, "file");
  EXPECT_EQ(row.repetitions, 2);
  EXPECT_DOUBLE_EQ(row.spread().value(), 0.2);
  EXPECT_EQ(row.latency_kind, LatencyKind::total);
  EXPECT_EQ(row.latency_mean_ns, 10930.0);
  EXPECT_EQ(row.percentiles.size(), 3U);
}

TEST_F(RunTable, EmulatedPoliciesAreATargetOfTheirOwn) {
  const std::string header =
      "kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,lat_p90_ns,"
      "lat_p99_ns,eagain_frac,to_worker_frac,submit_cpu_pct,worker_cpu_pct,submit_ctx_per_s,worker_ctx_per_s,"
      "worker_ns_per_op,queue_len_mean,sys_idle_pct,iops_min,iops_max,iops_spread_pct\n";
  const std::string row =
      "6.18-baseline,xfs,zram,file,stable,write,12,1,aio-emulation,nowait-hint-complete,rr,1,166075.2,72209.0,1,2,3,"
      "0,1,2,3,4,5,6,7,8,166075.2,166075.2,\n";
  EXPECT_EQ(read(header + row).rows.front().target, "emulation");
}

TEST_F(RunTable, ColumnsMayComeInAnyOrder) {
  const std::string text =
      "iops_max,iops_min,iops,n,policy,engine,iodepth,jobs,rw,mapping,target,device,fs,kernel,sched,lat_mean_ns,"
      "lat_p50_ns,lat_p90_ns,lat_p99_ns,slat_mean_ns,clat_mean_ns,bw_mib_s\n"
      "12,8,10,3,direct,libaio,1,1,read,stable,file,zram,xfs,6.18,rr,,,,,,,\n";
  const Measurement row = read(text).rows.front();
  EXPECT_EQ(row.iops_min, 8);
  EXPECT_EQ(row.iops_max, 12);
  EXPECT_TRUE(row.percentiles.empty());
}

TEST_F(RunTable, SaysWhichColumnsItDoesNotUse) {
  std::string text = std::string(kPatchedHeader) + kPatchedRow;
  text.insert(text.find('\n'), ",weather");
  text.insert(text.size() - 1, ",rain");
  const MeasuredFile file = read(text);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes.front(),
            (directory_.path() / "t.csv").string() +
                ": not used, since tables like patched-kernel.csv do not have this column: weather");
}

TEST_F(RunTable, TablesOfCostsAreNamedAndNotRun) {
  const MeasuredFile file = read("sched,name,calls,mean_ns,p50_ns,p90_ns,p99_ns\nrr,getppid,1,118,118,118,118\n");
  EXPECT_TRUE(file.rows.empty());
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes.front(),
            (directory_.path() / "t.csv").string() +
                ": no runs but cost of system calls, wake-ups, context switches and single I/Os, as "
                "in micro_costs.csv (1 row); they give values for machine files");
  EXPECT_EQ(error_of("sched,name,calls,mean_ns,p50_ns,p90_ns,p99_ns\nrr,getppid,1,-118,118,118,118\n"),
            "t.csv:2:14: mean_ns: expected a number not below 0, got '-118'");
}

TEST_F(RunTable, RefusesColumnsThatAreMissingOrOfNoTable) {
  const std::string text = std::string(kPatchedHeader) + kPatchedRow;
  EXPECT_EQ(error_of(with(text, ",iops,", ",iosp,")).substr(0, 70),
            "t.csv:1:1: missing column 'iops'; is it 'iosp'?; a table like patched-");
  EXPECT_EQ(error_of("a,b\n1,2\n"),
            "t.csv:1:1: these columns are of no known table of measurements (known: fio_matrix.csv, "
            "fio_matrix_median.csv, emulation.csv, emulation_median.csv, patched-kernel.csv, sparse-conditions.csv, "
            "nowait_semantics.csv, nowait_contention.csv, alloc_cost.csv, micro_costs.csv)");
  EXPECT_EQ(error_of(kPatchedHeader), "t.csv:1:1: no rows below the names of the columns; the file may be cut short");
}

TEST_F(RunTable, RefusesRowsThatCannotBe) {
  struct Refusal {
    const char* field;
    const char* instead;
    const char* error;
  };
  const std::vector<Refusal> refusals = {
      {",nowait,", ",nowiat,",
       "t.csv:2:73: policy: unknown value 'nowiat'; did you mean 'nowait'? (allowed: back-off, direct, nowait, "
       "nowait-hint, "
       "nowait-hint-complete, threaded, workqueue)"},
      {",nowait,", ",direct,",
       "t.csv:2:1: policy 'direct' on target 'loop': a loop device has one of the driver's policies"},
      {"9852.0", "-9852.0", "t.csv:2:82: iops: expected a number above 0, got '-9852.0'"},
      {"9852.0", "0", "t.csv:2:82: iops: expected a number above 0, got '0'"},
      {"9852.0", "many", "t.csv:2:82: iops: expected a number, got 'many'"},
      {",sparse,", ",holes,", "t.csv:2:48: mapping: unknown value 'holes' (allowed: sparse, stable, unwritten)"},
      {",write,", ",wirte,",
       "t.csv:2:55: rw: unknown value 'wirte'; did you mean 'write'? (allowed: randread, randrw, randwrite, read, rw, "
       "write)"},
      {",libaio,", ",libiao,",
       "t.csv:2:66: engine: unknown value 'libiao'; did you mean 'libaio'? (allowed: aio, aio-emulation, io_uring, "
       "kbio, libaio, psync)"},
      {",libaio,", ",psync,", "t.csv:2:1: iodepth 16 with psync, which has one I/O in flight"},
      {",1,16,", ",0,16,", "t.csv:2:61: jobs: expected an integer from 1 to 4096, got '0'"},
      {",1417216,", ",9999999,", "t.csv:2:1: the latency percentiles fall: a higher one is below a lower one"},
      {"7.3.4", "newest",
       "t.csv:2:1: kernel: expected a kernel that starts with MAJOR.MINOR, such as 6.18, got 'newest+loop-nowait-v5'"},
      {",27918", ",-1", "t.csv:2:125: ctx: expected a number not below 0, got '-1'"},
      {",40490,27918", "", "t.csv:2:113: expected 20 fields as the first line has, got 18; the file may be cut short"},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_EQ(error_of(std::string(kPatchedHeader) + with(kPatchedRow, refusal.field, refusal.instead)), refusal.error);
  }
  EXPECT_EQ(error_of(std::string(kMedianHeader) + with(kMedianRow, ",900.0,", ",1050.0,")),
            "t.csv:2:1: iops 1000 is not between iops_min 1050 and iops_max 1100");
  EXPECT_EQ(error_of(std::string(kMedianHeader) + with(kMedianRow, ",direct,", ",nowait,")),
            "t.csv:2:1: policy 'nowait' on target 'file': only 'direct' is possible there");
}

TEST(EraOf, IsTheStartOfTheName) {
  EXPECT_EQ(era_of("6.18-baseline"), (models::KernelVersion{6, 18}));
  EXPECT_EQ(era_of("6.5"), (models::KernelVersion{6, 5}));
  for (const char* kernel : {"", "6", "6.", "v6.1", "-6.1", "6.x"}) {
    EXPECT_THROW(static_cast<void>(era_of(kernel)), std::invalid_argument) << kernel;
  }
}

}  // namespace
}  // namespace loopsim::analysis
