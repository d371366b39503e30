// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/validation/validation.hpp"

namespace loopsim::analysis {

// What a summary says, one sentence each, for every output that people read.
std::vector<std::string> findings(const ValidationSummary& summary);

// The pairs of policies whose order came out wrong, one sentence each.
std::vector<std::string> wrong_signs(const ValidationSummary& summary);

// Rows that were left out, by reason: the reasons in the order of their first row.
std::vector<std::pair<std::string, std::vector<const LeftOutRow*>>> by_reason(const std::vector<LeftOutRow>& rows);

// FILE:LINE, or FILE where the file is one row.
std::string place_text(const scenarios::Place& place);

// A signed percentage with one decimal: +3.2.
std::string percent_text(double ratio);

}  // namespace loopsim::analysis
