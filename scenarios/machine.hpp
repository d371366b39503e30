// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/machine_layers.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// The keys that a machine file may have at its top.
std::vector<std::string> machine_keys();

// Reads and checks a machine file with the files it is based on. Overrides are keyed as in a scenario: costs.NAME,
// devices.NAME.KEY, machine.KEY. Throws InputError.
Machine load_machine(const std::filesystem::path& file, const std::vector<Override>& overrides = {});

// True if the file looks like a machine file rather than a scenario. Throws InputError where it is no YAML.
bool is_machine(const std::filesystem::path& file);

// The same of a file that is a base for several machines: costs, and nothing that makes a machine of them.
bool is_machine_base(const std::filesystem::path& file);

// Reads and checks such a base. Throws InputError.
void check_machine_base(const std::filesystem::path& file);

// The same as load_machine() for a machine that a scenario names, `machine: FILE` relative to the scenario's directory,
// or holds, `machine: {...}`.
Machine read_machine(const Value& machine, const std::filesystem::path& directory,
                     const std::vector<Override>& overrides, MachineFiles& files);

}  // namespace loopsim::scenarios
