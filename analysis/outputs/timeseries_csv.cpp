// SPDX-License-Identifier: GPL-2.0
#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/outputs/writers.hpp"
#include "analysis/time_series.hpp"

namespace loopsim::analysis {
namespace {

using Sample = models::RunResult::Sample;

void append_sample(CsvWriter& csv, const Sample& sample, sim::SimTime interval) {
  const auto nanoseconds = static_cast<double>(interval);
  const auto per_second = [&](std::uint64_t count) {
    return format_number(static_cast<double>(count) * static_cast<double>(sim::kSecond) / nanoseconds,
                         NumberFormat::rate);
  };
  csv.field(std::to_string(sample.at));
  csv.field(per_second(sample.reads + sample.writes + sample.trims));
  csv.field(per_second(sample.reads));
  csv.field(per_second(sample.writes));
  csv.field(std::to_string(sample.attempts));
  csv.field(std::to_string(sample.eagain));
  csv.field(std::to_string(sample.worker_commands));
  csv.field(format_number(static_cast<double>(sample.slow_time) / nanoseconds, NumberFormat::fraction));
  csv.field(std::to_string(sample.tags_in_use));
  csv.field(std::to_string(sample.worker_list));
  csv.field(std::to_string(sample.device_in_flight));
  csv.field(std::to_string(sample.extents));
  csv.field(std::to_string(sample.holes));
}

}  // namespace

std::string timeseries_csv(const ResultTable& table) {
  CsvWriter csv;
  for (const char* name : {"case", "variant", "replication", "at_ns", "iops", "read_iops", "write_iops", "attempts",
                           "eagain", "worker_commands", "slow_time_fraction", "tags_in_use", "worker_list",
                           "device_in_flight", "extents", "holes"}) {
    csv.field(name);
  }
  csv.end_row();
  for (const Cell& cell : table.cells) {
    for (std::size_t replication = 0; replication < cell.runs.size(); ++replication) {
      sim::SimTime previous = 0;
      for (const Sample& sample : coarse_samples(cell.runs[replication].samples)) {
        csv.field(table.workload(cell).name);
        csv.field(table.variant(cell).name);
        csv.field(std::to_string(replication));
        append_sample(csv, sample, sample.at - previous);
        csv.end_row();
        previous = sample.at;
      }
    }
  }
  return csv.text();
}

}  // namespace loopsim::analysis
