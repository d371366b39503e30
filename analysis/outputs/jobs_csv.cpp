// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <string>

#include "analysis/outputs/csv_columns.hpp"
#include "analysis/outputs/job_metrics.hpp"
#include "analysis/outputs/writers.hpp"

namespace loopsim::analysis {
namespace {

bool reports_jobs(const Cell& cell) {
  return std::ranges::any_of(cell.runs, [](const models::RunResult& run) { return !run.jobs.empty(); });
}

}  // namespace

std::string jobs_csv(const ResultTable& table) {
  if (std::ranges::none_of(table.cells, reports_jobs)) {
    return {};
  }
  CsvWriter csv;
  append_cell_header(csv);
  csv.field("replication");
  csv.field("job");
  for (const JobMetric& metric : job_metrics()) {
    csv.field(metric.name);
  }
  csv.end_row();
  for (const Cell& cell : table.cells) {
    for (std::size_t replication = 0; replication < cell.runs.size(); ++replication) {
      const models::RunResult& run = cell.runs[replication];
      for (std::size_t job = 0; job < run.jobs.size(); ++job) {
        append_cell_names(csv, table, cell);
        csv.field(std::to_string(replication));
        csv.field(std::to_string(job));
        for (const JobMetric& metric : job_metrics()) {
          csv.field(format_number(metric.value(run.jobs[job], run.window), metric.format));
        }
        csv.end_row();
      }
    }
  }
  return csv.text();
}

}  // namespace loopsim::analysis
