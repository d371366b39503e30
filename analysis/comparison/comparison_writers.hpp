// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/result_comparison.hpp"

namespace loopsim::analysis {

// A comparison as text, in four forms. All bytes depend on the comparison alone.

// For people and mails: plain ASCII, at most kTextWidth characters wide. Two lines for each workload, the side
// before and under it the side after, with the change.
std::string comparison_table(const ResultComparison& comparison);

// The same as Markdown tables.
std::string comparison_markdown(const ResultComparison& comparison);

// One row for each workload and side, numbers as in summary.csv.
std::string comparison_csv(const ResultComparison& comparison);

std::string comparison_json(const ResultComparison& comparison);

// What holds for all of the comparison, a sentence each: what is significant, what the rank test says, what pairing
// was worth.
std::vector<std::string> comparison_notes(const ResultComparison& comparison);

// What the two sides of one comparison ran differently, and the workloads of which only one side has a result: a
// sentence each, not more than a few.
std::vector<std::string> difference_notes(const ComparedSide& side);

}  // namespace loopsim::analysis
