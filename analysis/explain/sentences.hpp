// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/explain/cell_facts.hpp"

namespace loopsim::analysis {

// What holds one case under one variant to its rate, in plain English: which resource binds and how close the next one
// is, where a command's time goes, what becomes of attempts, and who waits for CPUs and locks. Each element is one
// sentence or two that belong together. Empty words are left out: what did not happen is not mentioned.
std::vector<std::string> explain(const CellFacts& facts);

// What binds, as the start of a comparison: "the single kworker is busy 98 % of the time".
std::string binding_clause(const CellFacts& facts);

// Why `cell` is faster or slower than `other`, in one sentence.
std::string reason(const CellFacts& cell, const CellFacts& other);

}  // namespace loopsim::analysis
