// SPDX-License-Identifier: GPL-2.0
#include "analysis/time_series.hpp"

#include <algorithm>

namespace loopsim::analysis {
namespace {

using Sample = models::RunResult::Sample;

void append(Sample& joined, const Sample& next) {
  Sample sum = next;  // its end and its gauges
  sum.reads += joined.reads;
  sum.writes += joined.writes;
  sum.trims += joined.trims;
  sum.attempts += joined.attempts;
  sum.eagain += joined.eagain;
  sum.worker_commands += joined.worker_commands;
  sum.slow_time += joined.slow_time;
  joined = sum;
}

}  // namespace

std::vector<double> iops_series(const models::RunResult& run) {
  std::vector<double> series;
  series.reserve(run.samples.size());
  sim::SimTime previous = 0;
  for (const Sample& sample : run.samples) {
    const auto ios = static_cast<double>(sample.reads + sample.writes + sample.trims);
    series.push_back(ios * static_cast<double>(sim::kSecond) / static_cast<double>(sample.at - previous));
    previous = sample.at;
  }
  return series;
}

std::vector<Sample> coarse_samples(std::span<const Sample> samples) {
  const std::size_t per_row = std::max<std::size_t>(1, (samples.size() + kTimeSeriesRows / 2) / kTimeSeriesRows);
  std::vector<Sample> rows;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % per_row == 0) {
      rows.push_back(samples[i]);
    } else {
      append(rows.back(), samples[i]);
    }
  }
  return rows;
}

}  // namespace loopsim::analysis
