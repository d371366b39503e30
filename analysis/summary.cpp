// SPDX-License-Identifier: GPL-2.0
#include "analysis/summary.hpp"

#include "analysis/metrics.hpp"
#include "analysis/run_sum.hpp"
#include "analysis/statistics.hpp"

namespace loopsim::analysis {
namespace {

std::vector<double> iops_of_runs(const Cell& cell) {
  std::vector<double> values;
  values.reserve(cell.runs.size());
  for (const models::RunResult& run : cell.runs) {
    values.push_back(iops(run));
  }
  return values;
}

}  // namespace

std::optional<double> CellSummary::published_error() const {
  return published ? std::optional(iops.value / published->iops - 1) : std::nullopt;
}

std::vector<CellSummary> summarize(const ResultTable& table) {
  std::vector<CellSummary> summaries;
  summaries.reserve(table.cells.size());
  for (const Cell& cell : table.cells) {
    const std::vector<double> own = iops_of_runs(cell);
    summaries.push_back({
        .cell = &cell,
        .total = sum_of_runs(cell.runs),
        .iops = estimate_mean(own),
        .ratio = paired_ratio(own, iops_of_runs(table.baseline(cell))),
        .published = table.scenario.published(table.workload(cell), table.variant(cell)),
    });
  }
  return summaries;
}

}  // namespace loopsim::analysis
