// SPDX-License-Identifier: GPL-2.0
#include "analysis/replication_plan.hpp"

#include <algorithm>
#include <cstddef>

#include "analysis/statistics.hpp"
#include "analysis/stopping_rule.hpp"

namespace loopsim::analysis {
namespace {

StoppingRule stopping_rule(const scenarios::Scenario& scenario) {
  const scenarios::Precision& precision = *scenario.precision;
  return {.precision = precision.per_cent / 100, .fewest = scenario.replications, .most = precision.most};
}

int wanted(const StoppingRule& rule, const ResultTable& table, std::size_t case_index) {
  std::vector<Estimate> estimates;
  std::size_t done = 0;
  for (const Cell& cell : table.cells) {
    if (cell.case_index == case_index) {
      done = cell.runs.size();
      if (done > 0) {
        estimates.push_back(estimate_mean(iops_of_runs(cell)));
      }
    }
  }
  return replications_wanted(rule, static_cast<int>(done), estimates);
}

}  // namespace

std::vector<int> replications_by_case(const ResultTable& table) {
  std::vector<int> replications(table.scenario.cases.size(), table.scenario.replications);
  if (table.scenario.precision) {
    const StoppingRule rule = stopping_rule(table.scenario);
    for (std::size_t i = 0; i < replications.size(); ++i) {
      replications[i] = wanted(rule, table, i);
    }
  }
  return replications;
}

}  // namespace loopsim::analysis
