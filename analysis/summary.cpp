// SPDX-License-Identifier: GPL-2.0
#include "analysis/summary.hpp"

#include <utility>

#include "analysis/batch_means.hpp"
#include "analysis/run_sum.hpp"
#include "analysis/statistics.hpp"
#include "analysis/time_series.hpp"

namespace loopsim::analysis {
namespace {

std::vector<std::optional<WarmUp>> warm_ups(const models::FioJobSpec& job, const Cell& cell) {
  std::vector<std::optional<WarmUp>> found;
  found.reserve(cell.runs.size());
  for (const models::RunResult& run : cell.runs) {
    found.push_back(warm_up(job, run));
  }
  return found;
}

// A single run is judged by its own variation, where it has a steady state.
Estimate estimate_iops(const Cell& cell, const std::optional<WarmUp>& warm_up_of_first) {
  Estimate estimate = estimate_mean(iops_of_runs(cell));
  if (cell.runs.size() > 1 || !warm_up_of_first) {
    return estimate;
  }
  if (const auto within = batch_means(iops_series(cell.runs.front())); within && within->interval) {
    const double half_width = within->interval->half_width();
    estimate.interval = Interval{estimate.value - half_width, estimate.value + half_width};
  }
  return estimate;
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
    std::vector<std::optional<WarmUp>> warm_ups_of_runs = warm_ups(table.workload(cell).job, cell);
    const Estimate estimate = estimate_iops(cell, warm_ups_of_runs.front());
    summaries.push_back({
        .cell = &cell,
        .total = sum_of_runs(cell.runs),
        .iops = estimate,
        .ratio = paired_ratio(own, iops_of_runs(table.baseline(cell))),
        .warm_ups = std::move(warm_ups_of_runs),
        .comparison = compare(estimate.value, table.scenario.published(table.workload(cell), table.variant(cell))),
    });
  }
  return summaries;
}

}  // namespace loopsim::analysis
