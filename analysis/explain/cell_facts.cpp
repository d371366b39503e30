// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/cell_facts.hpp"

#include <cmath>

#include "analysis/metrics.hpp"

namespace loopsim::analysis {

MetricValues::MetricValues(const models::RunResult& run) {
  for (const Metric& metric : metrics()) {
    values_.emplace(metric.name, metric.value(run));
  }
}

double MetricValues::operator[](std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() || !std::isfinite(found->second) ? 0 : found->second;
}

std::vector<CellFacts> facts_of(const ResultTable& table, std::span<const CellSummary> summaries) {
  std::vector<CellFacts> facts;
  facts.reserve(summaries.size());
  for (const CellSummary& summary : summaries) {
    const Cell& cell = *summary.cell;
    facts.push_back({.case_name = table.workload(cell).name,
                     .variant = table.variant(cell).name,
                     .against = table.variant(table.baseline(cell)).name,
                     .system = table.scenario.system(table.workload(cell), table.variant(cell)),
                     .metrics = MetricValues(summary.total),
                     .iops = summary.iops,
                     .ratio = summary.ratio});
  }
  return facts;
}

}  // namespace loopsim::analysis
