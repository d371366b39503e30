// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// A variant that a sweep wants, and where it says so.
struct VariantChoice {
  std::string name;
  Place place;
};

// Leaves the chosen variants in the scenario, in its own order. Throws InputError unless each is one of the scenario's
// and what they are compared with is among them.
void keep_variants(Scenario& scenario, const std::vector<VariantChoice>& chosen);

}  // namespace loopsim::scenarios
