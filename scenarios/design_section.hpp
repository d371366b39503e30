// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/layered_section.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// The keys that `design:` and a variant share. A variant adds `baseline` and `note`.
std::vector<std::string> design_keys();
std::vector<std::string> variant_keys();

// Reads and checks a variant for a machine. Keys that have no meaning for its target keep their default. Throws
// InputError.
Variant read_variant(std::string name, LayeredSection& keys, const Machine& machine);

// Key and value of everything in `variant` that has a meaning for its target, as read_variant() reads it.
std::vector<std::pair<std::string, std::string>> variant_text(const Variant& variant);

}  // namespace loopsim::scenarios
