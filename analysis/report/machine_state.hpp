// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/plot/measured_points.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {

// How far a machine file is to be trusted, as markup: what it was fitted on and which of its values were, and how far
// the simulation is from what was measured or published, rows that were fitted and predicted rows apart. `resolved` is
// a resolved scenario.
std::string machine_state_html(const scenarios::YamlNode& resolved, const MeasuredPoints& measured);

}  // namespace loopsim::analysis
