// SPDX-License-Identifier: GPL-2.0
#include "analysis/result_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace loopsim::analysis {

const Cell& ResultTable::baseline(const Cell& cell) const {
  const auto found = std::ranges::find_if(
      cells, [&](const Cell& other) { return other.case_index == cell.case_index && variant(other).baseline; });
  if (found == cells.end()) {
    throw std::logic_error("a scenario without a baseline variant");
  }
  return *found;
}

}  // namespace loopsim::analysis
