// SPDX-License-Identifier: GPL-2.0
#include "analysis/metrics.hpp"

#include <cmath>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {
namespace {

using models::Eagain;
using models::Stage;

// 60 reads of 10 us and 40 writes of 20 us in half a second.
models::RunResult sample_run() {
  models::RunResult run = fake_run(60, 40);
  run.window = sim::kSecond / 2;
  run.slat_total = 1'000;
  run.stage_total[static_cast<std::size_t>(Stage::device)] = 800'000;
  run.cpu_busy = 250'000;
  run.context_switches = 150;
  run.device_busy = sim::kSecond;
  run.device_units = 8;
  run.device_commands = 101;
  run.attempts = 80;
  run.eagain[static_cast<std::size_t>(Eagain::iolock)] = 16;
  run.eagain[static_cast<std::size_t>(Eagain::hole)] = 4;
  run.hint_skips = 3;
  run.slow_time = sim::kSecond / 8;
  run.worker_commands = 23;
  run.worker_activations = 11;
  run.worker_busy = sim::kSecond / 4;
  run.tag_waits = 5;
  run.tag_wait_time = 7'000;
  return run;
}

double value(const char* name) { return metric(name).value(sample_run()); }

TEST(Metrics, RatesArePerSecondOfTheWindow) {
  EXPECT_DOUBLE_EQ(value("iops"), 200);
  EXPECT_DOUBLE_EQ(value("read_iops"), 120);
  EXPECT_DOUBLE_EQ(value("write_iops"), 80);
  EXPECT_DOUBLE_EQ(value("bw_mib_s"), 200 * 4096.0 / 1048576.0);
}

// The median is a read; ranks 99 and 99.9 are writes. A bucket's middle is within 1/128 of the value.
TEST(Metrics, LatencyMergesReadsAndWrites) {
  EXPECT_DOUBLE_EQ(value("clat_mean_ns"), 14'000);
  EXPECT_NEAR(value("clat_p50_ns"), 10'000, 10'000.0 / 128);
  EXPECT_NEAR(value("clat_p99_ns"), 20'000, 20'000.0 / 128);
  EXPECT_NEAR(value("clat_p999_ns"), 20'000, 20'000.0 / 128);
}

TEST(Metrics, CostsArePerIo) {
  EXPECT_DOUBLE_EQ(value("cpu_ns_per_io"), 2'500);
  EXPECT_DOUBLE_EQ(value("ctx_switches_per_io"), 1.5);
  EXPECT_DOUBLE_EQ(value("slat_mean_ns"), 10);
  EXPECT_DOUBLE_EQ(value("tag_wait_ns_per_io"), 70);
  EXPECT_DOUBLE_EQ(value("stage_device_ns"), 8'000);
}

TEST(Metrics, SharesAreOfWhatTheyAreSharesOf) {
  EXPECT_DOUBLE_EQ(value("eagain_fraction"), 0.25);
  EXPECT_DOUBLE_EQ(value("slow_time_fraction"), 0.25);
  EXPECT_DOUBLE_EQ(value("worker_utilization"), 0.5);
  EXPECT_DOUBLE_EQ(value("device_utilization"), 0.25);
}

TEST(Metrics, CountsAreCounts) {
  EXPECT_DOUBLE_EQ(value("attempts"), 80);
  EXPECT_DOUBLE_EQ(value("eagain"), 20);
  EXPECT_DOUBLE_EQ(value("eagain_iolock"), 16);
  EXPECT_DOUBLE_EQ(value("eagain_hole"), 4);
  EXPECT_DOUBLE_EQ(value("eagain_ilock"), 0);
  EXPECT_DOUBLE_EQ(value("hint_skips"), 3);
  EXPECT_DOUBLE_EQ(value("worker_commands"), 23);
  EXPECT_DOUBLE_EQ(value("worker_activations"), 11);
  EXPECT_DOUBLE_EQ(value("tag_waits"), 5);
  EXPECT_DOUBLE_EQ(value("reads"), 60);
  EXPECT_DOUBLE_EQ(value("writes"), 40);
  EXPECT_DOUBLE_EQ(value("device_commands"), 101);
  EXPECT_DOUBLE_EQ(value("window_ns"), 5e8);
}

TEST(Metrics, NothingDoneHasNoMean) {
  const models::RunResult nothing;
  for (const char* name : {"iops", "clat_mean_ns", "clat_p99_ns", "cpu_ns_per_io", "eagain_fraction",
                           "device_utilization", "stage_reap_ns"}) {
    EXPECT_TRUE(std::isnan(metric(name).value(nothing))) << name;
  }
}

TEST(Metrics, NamesAreUniqueAndIopsComesFirst) {
  std::set<std::string> names;
  for (const Metric& row : metrics()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
  EXPECT_EQ(metrics().front().name, "iops");
  EXPECT_THROW(metric("latency"), std::out_of_range);
}

}  // namespace
}  // namespace loopsim::analysis
