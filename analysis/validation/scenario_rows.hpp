// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/validation/plan.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// How far a published value without a spread of its own is trusted: two published runs of one configuration differ by
// up to 1.3 %, so this is generous and still tells a good row from a bad one.
inline constexpr double kPublishedTolerance = 0.05;

// The published cells of a scenario as rows, in the order of the file; `file` is where the scenario came from. They
// belong to the scenario's machine, by its name.
std::vector<PlannedRow> scenario_rows(const scenarios::Scenario& scenario, const std::string& file);

}  // namespace loopsim::analysis
