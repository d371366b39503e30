// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "models/run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

// What a test looks at of a job, and in the last row of all of them as fio reports a group.
struct Row {
  std::uint64_t reads;
  std::uint64_t writes;
  std::uint64_t bytes;
  std::uint64_t clats;
  std::int64_t clat_sum;
  std::int64_t cpu;
  std::uint64_t switches;
};

SystemSpec three_jobs() {
  SystemSpec spec = small_system(1);
  spec.machine.cpus = 2;
  spec.design.policy = "nowait";
  spec.job.rw = ReadWrite::randrw;
  spec.job.numjobs = 3;
  spec.job.iodepth = 2;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  spec.job.ramp_time = sim::kMillisecond;
  spec.job.runtime = 5 * sim::kMillisecond;
  spec.job.group_reporting = false;
  return spec;
}

std::vector<Row> rows_of(const SystemSpec& spec) {
  return sim::in_child([&spec] {
    const RunResult result = run(spec, RunOptions{});
    std::vector<Row> rows;
    for (const JobResult& job : result.jobs) {
      rows.push_back(
          {job.reads, job.writes, job.bytes, job.clat.count(), job.clat.sum(), job.cpu, job.context_switches});
    }
    rows.push_back({result.reads, result.writes, result.bytes, result.read_clat.count() + result.write_clat.count(),
                    result.read_clat.sum() + result.write_clat.sum(),
                    result.thread_cpu[static_cast<std::size_t>(ThreadKind::job)], result.context_switches});
    return rows;
  });
}

TEST(JobReportTest, JobsAddUpToTheGroup) {
  const std::vector<Row> rows = rows_of(three_jobs());
  ASSERT_EQ(rows.size(), 4U);
  Row sum{};
  for (std::size_t job = 0; job < 3; ++job) {
    EXPECT_GT(rows[job].reads + rows[job].writes, 0U);
    EXPECT_GT(rows[job].cpu, 0);
    EXPECT_GT(rows[job].switches, 0U);
    sum.reads += rows[job].reads;
    sum.writes += rows[job].writes;
    sum.bytes += rows[job].bytes;
    sum.clats += rows[job].clats;
    sum.clat_sum += rows[job].clat_sum;
    sum.cpu += rows[job].cpu;
    sum.switches += rows[job].switches;
  }
  EXPECT_EQ(sum.reads, rows[3].reads);
  EXPECT_EQ(sum.writes, rows[3].writes);
  EXPECT_EQ(sum.bytes, rows[3].bytes);
  EXPECT_EQ(sum.clats, rows[3].clats);
  EXPECT_EQ(sum.clat_sum, rows[3].clat_sum);
  EXPECT_EQ(sum.cpu, rows[3].cpu);
  EXPECT_LE(sum.switches, rows[3].switches) << "kworkers and ksoftirqd switch too";
}

TEST(JobReportTest, GroupHasNoJobs) {
  SystemSpec spec = three_jobs();
  spec.job.group_reporting = true;
  EXPECT_EQ(rows_of(spec).size(), 1U);
}

}  // namespace
}  // namespace loopsim::models
