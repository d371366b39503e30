// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/machine_layers.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::scenarios {

// The keys that a scenario may have at its top.
std::vector<std::string> scenario_keys();

// A scenario file that is read once and resolved as often as there are sets of overrides; so are its machine files.
class ScenarioFile {
 public:
  // That the file cannot be read is reported at `blame`. Throws InputError.
  ScenarioFile(const std::filesystem::path& file, const Place& blame);

  // As load_scenario().
  Scenario resolve(const std::vector<Override>& overrides);

 private:
  std::filesystem::path file_;
  YamlNode tree_;
  MachineFiles machines_;
};

}  // namespace loopsim::scenarios
