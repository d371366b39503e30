// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <vector>

#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

using PublishedCells = std::vector<std::vector<std::optional<Published>>>;

// Reads `published:` for the cases and variants of `scenario`; all cells are empty where there is no such section. A
// row that the scenario's machine was fitted on is marked so. Throws InputError.
PublishedCells read_published(const std::optional<Value>& section, const Scenario& scenario);

}  // namespace loopsim::scenarios
