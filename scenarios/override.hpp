// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "scenarios/machine_layers.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::scenarios {

// Overrides sorted by what they reach into. Keys and values are checked to be text, and keys to differ.
struct SortedOverrides {
  std::vector<Override> scenario;
  std::vector<Override> machine;  // costs.NAME, devices.NAME.KEY, machine.KEY
};

// Throws InputError.
SortedOverrides sort_overrides(const std::vector<Override>& overrides);

// Sets each key in the scenario's tree, with the `--set` as its place. Maps on the way are made where they are missing,
// but not cases and variants. Throws InputError.
void apply_overrides(YamlNode& scenario, const std::vector<Override>& overrides);

// The machine's overrides as a layer over `layers`, base first; a value set by hand has the `--set` as its source.
// Throws InputError.
MachineLayer override_layer(const std::vector<Override>& overrides, const std::vector<MachineLayer>& layers);

}  // namespace loopsim::scenarios
