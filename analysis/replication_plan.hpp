// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/result_table.hpp"

namespace loopsim::analysis {

// How many replications each case shall have in total, from those that the table holds: the scenario's, and with a
// precision as many as the rule says (analysis/stopping_rule.hpp) of the IOPS of the variants. All variants of a case
// have the same number, so that they can be compared replication by replication.
std::vector<int> replications_by_case(const ResultTable& table);

}  // namespace loopsim::analysis
