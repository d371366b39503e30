// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/result_table.hpp"
#include "analysis/warm_up.hpp"

namespace loopsim::analysis {

// A published value, and how far the simulation is from it.
struct Comparison {
  scenarios::Published published;
  double error = 0;  // simulated over published, minus 1
};

// The replications of one cell brought together: the headline with its interval, and everything else from their sum.
// Points into the table that it was made from.
struct CellSummary {
  const Cell* cell = nullptr;
  models::RunResult total;
  Estimate iops;                                // over the replications, or over the batches of a single run
  std::optional<Estimate> ratio;                // of iops to the baseline's; empty when the baseline did no I/O
  std::vector<std::optional<WarmUp>> warm_ups;  // one for each run
  std::optional<Comparison> comparison;         // empty where nothing is published
};

// One summary for each cell, in the order of the cells.
std::vector<CellSummary> summarize(const ResultTable& table);

}  // namespace loopsim::analysis
