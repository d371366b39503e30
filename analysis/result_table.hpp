// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/run_result.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// One case under one variant: indices into the scenario, and one result for each replication, in their order.
struct Cell {
  std::size_t case_index = 0;
  std::size_t variant_index = 0;
  std::vector<models::RunResult> runs;
};

// The headline of each replication.
std::vector<double> iops_of_runs(const Cell& cell);

// A scenario and what came of it. Replication r of every cell ran on the same random streams, so cells may be compared
// replication by replication.
struct ResultTable {
  scenarios::Scenario scenario;
  std::vector<Cell> cells;  // case by case, and variant by variant within a case, as in the file

  const scenarios::Case& workload(const Cell& cell) const { return scenario.cases[cell.case_index]; }
  const scenarios::Variant& variant(const Cell& cell) const { return scenario.variants[cell.variant_index]; }

  // The cell of the same case that this one is compared with: its variant's `against`, else the baseline.
  const Cell& baseline(const Cell& cell) const;
};

}  // namespace loopsim::analysis
