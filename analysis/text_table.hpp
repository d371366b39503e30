// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>

#include "analysis/result_table.hpp"
#include "analysis/summary.hpp"

namespace loopsim::analysis {

// The result for people: for each case a block with one line for each variant, then the notes. Plain ASCII, at most
// kTextWidth characters wide whatever the names and numbers are. Columns for published values appear in blocks that
// have any.
std::string text_table(const ResultTable& table, std::span<const CellSummary> summaries);

}  // namespace loopsim::analysis
