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

std::optional<Comparison> compare(double simulated_iops, const std::optional<scenarios::Published>& published) {
  return published ? std::optional(Comparison{*published, simulated_iops / published->iops - 1}) : std::nullopt;
}

}  // namespace

std::vector<CellSummary> summarize(const ResultTable& table) {
  std::vector<CellSummary> summaries;
  summaries.reserve(table.cells.size());
  for (const Cell& cell : table.cells) {
    const std::vector<double> own = iops_of_runs(cell);
    const Estimate estimate = estimate_mean(own);
    summaries.push_back({
        .cell = &cell,
        .total = sum_of_runs(cell.runs),
        .iops = estimate,
        .ratio = paired_ratio(own, iops_of_runs(table.baseline(cell))),
        .comparison = compare(estimate.value, table.scenario.published(table.workload(cell), table.variant(cell))),
    });
  }
  return summaries;
}

}  // namespace loopsim::analysis
