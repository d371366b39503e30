// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// Parts of a scenario that the command line names. Each throws InputError for a name that the scenario does not have,
// with the nearest match and those that it has.

// Leaves the cases in the scenario that `names` has, in the scenario's order; all of them if that is empty.
void keep_cases(Scenario& scenario, const std::vector<std::string>& names);

// Leaves the variants that `names` has, and what they are compared with; all of them if that is empty.
void keep_variants_and_baselines(Scenario& scenario, const std::vector<std::string>& names);

// The one that is meant: an empty name will do where there is no choice.
const Case& one_case(const Scenario& scenario, const std::string& name);
const Variant& one_variant(const Scenario& scenario, const std::string& name);

// `workload` alone, under `variant` and what that is compared with, which becomes the baseline. `variant` is not the
// scenario's baseline.
Scenario one_comparison(const Scenario& scenario, const Case& workload, const Variant& variant);

}  // namespace loopsim::scenarios
