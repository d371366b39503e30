// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/result_table.hpp"

namespace loopsim::analysis {

// The replications of one cell brought together: the headline with its interval, and everything else from their sum. Points
// into the table that it was made from.
struct CellSummary {
  const Cell* cell = nullptr;
  models::RunResult total;
  Estimate iops;
  std::optional<Estimate> ratio;  // of iops to the baseline's; empty when the baseline did no I/O
  std::optional<scenarios::Published> published;

  // Simulated over published, minus 1; empty where nothing is published.
  std::optional<double> published_error() const;
};

// One summary for each cell, in the order of the cells.
std::vector<CellSummary> summarize(const ResultTable& table);

}  // namespace loopsim::analysis
