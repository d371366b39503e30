// SPDX-License-Identifier: GPL-2.0
#include <string>

#include <gtest/gtest.h>

#include "analysis/outputs/writers.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/analysis/golden.hpp"

namespace loopsim::analysis {
namespace {

ResultTable table_with_everything() {
  ResultTable table = fake_table();
  table.scenario.name = "fake, with a comma";
  table.scenario.variants[1] = fake_variant("dm", models::Target::dm_loop, "workqueue");
  table.scenario.published_cells = {{scenarios::Published{.iops = 1960, .row = "P1", .fitted = true},
                                     scenarios::Published{.iops = 5250, .row = "P2", .fitted = false}}};
  models::RunResult& run = table.cells[0].runs[0];
  run.attempts = 800;
  run.successes = 600;
  run.eagain[static_cast<std::size_t>(models::Eagain::iolock)] = 200;
  run.stage_total[static_cast<std::size_t>(models::Stage::device)] = 8'000'000;
  run.samples.resize(2);
  run.samples[0].at = sim::kSecond / 2;
  run.samples[0].reads = 250;
  run.samples[0].slow_time = sim::kSecond / 8;
  run.samples[1].at = sim::kSecond;
  run.samples[1].reads = 500;
  run.samples[1].writes = 250;
  run.samples[1].tags_in_use = 12;
  return table;
}

TEST(CsvFiles, SummaryIsTheGoldenOne) {
  const ResultTable table = table_with_everything();
  EXPECT_EQ(summary_csv(table, summarize(table)), golden("summary.csv"));
}

TEST(CsvFiles, SummaryStartsWithTheColumnsThatOthersRelyOn) {
  const ResultTable table = fake_table();
  EXPECT_TRUE(
      summary_csv(table, summarize(table))
          .starts_with("scenario,case,variant,policy,iops_mean,iops_ci_low,iops_ci_high,ratio,ratio_ci_low,"
                       "ratio_ci_high,published_iops,published_error,fitted,clat_mean_ns,clat_p50_ns,clat_p99_ns,"
                       "clat_p999_ns,cpu_ns_per_io,ctx_switches_per_io,attempts,eagain,eagain_fraction,successes,"));
}

TEST(CsvFiles, RunsAreTheGoldenOnes) { EXPECT_EQ(runs_csv(table_with_everything()), golden("runs.csv")); }

// The jobs of two of the four runs.
TEST(CsvFiles, JobsAreTheGoldenOnes) {
  ResultTable table = table_with_everything();
  EXPECT_EQ(jobs_csv(table), "") << "every case reports a group";
  for (models::RunResult& run : table.cells[1].runs) {
    run.jobs.resize(2);
    run.jobs[1].reads = 3;
    run.jobs[1].writes = 1;
    run.jobs[1].bytes = std::uint64_t{4} * 4096;
    for (const sim::SimTime clat : {100, 200, 300, 1000}) run.jobs[1].clat.record(clat);
    run.jobs[1].cpu = 12'345;
    run.jobs[1].context_switches = 7;
  }
  EXPECT_EQ(jobs_csv(table), golden("jobs.csv"));
}

TEST(CsvFiles, TimeSeriesHasRatesOfItsIntervals) {
  EXPECT_EQ(timeseries_csv(table_with_everything()),
            "case,variant,replication,at_ns,iops,read_iops,write_iops,attempts,eagain,worker_commands,"
            "slow_time_fraction,tags_in_use,worker_list,device_in_flight,extents,holes\n"
            "c,base,0,500000000,500.0,500.0,0.0,0,0,0,0.25,0,0,0,0,0\n"
            "c,base,0,1000000000,1500.0,1000.0,500.0,0,0,0,0,12,0,0,0,0\n");
}

}  // namespace
}  // namespace loopsim::analysis
