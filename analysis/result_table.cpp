// SPDX-License-Identifier: GPL-2.0
#include "analysis/result_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "analysis/metrics.hpp"

namespace loopsim::analysis {

std::vector<double> iops_of_runs(const Cell& cell) {
  std::vector<double> values;
  values.reserve(cell.runs.size());
  for (const models::RunResult& run : cell.runs) {
    values.push_back(iops(run));
  }
  return values;
}

const Cell& ResultTable::baseline(const Cell& cell) const {
  const std::string& named = variant(cell).against;
  const auto found = std::ranges::find_if(cells, [&](const Cell& other) {
    const scenarios::Variant& design = variant(other);
    return other.case_index == cell.case_index && (named.empty() ? design.baseline : design.name == named);
  });
  if (found == cells.end()) {
    throw std::logic_error("a scenario without a baseline variant");
  }
  return *found;
}

}  // namespace loopsim::analysis
