// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "scenarios/machine_layers.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// Reads and checks a machine file with the files it is based on. Overrides are keyed as in a scenario: costs.NAME,
// devices.NAME.KEY, machine.KEY. Throws InputError.
Machine load_machine(const std::filesystem::path& file, const std::vector<Override>& overrides = {});

// The same for a machine that a scenario names, `machine: FILE` relative to the scenario's directory, or holds,
// `machine: {...}`.
Machine read_machine(const Value& machine, const std::filesystem::path& directory,
                     const std::vector<Override>& overrides, MachineFiles& files);

}  // namespace loopsim::scenarios
