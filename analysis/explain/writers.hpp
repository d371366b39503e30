// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/explain/explanation.hpp"
#include "analysis/outputs/provenance.hpp"

namespace loopsim::analysis {

// An explanation as a text for people, sentences first, no line wider than kTextWidth.
std::string explain_text(const Explanation& explanation);

// A row for each number: case, variant, table (stage, resource, waterfall), row, quantity, value, unit. Empty for a
// number that does not exist.
std::string explain_csv(const Explanation& explanation);

std::string explain_json(const Explanation& explanation, const Provenance& provenance);

}  // namespace loopsim::analysis
