// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "scenarios/yaml_tree.hpp"

namespace loopsim::scenarios {

// A machine file, or what stands in its place.
struct MachineLayer {
  YamlNode tree;
  std::string path;  // of the tree in its file; empty for a file of its own
};

// The machine file and the files it is based on, each checked for its version, the outermost base first. A file that
// cannot be read is reported at `blame`, or where `base` names it. Throws InputError, also for a file based on itself.
std::vector<MachineLayer> read_machine_layers(const std::filesystem::path& file, const Place& blame);

// The same for a machine that another file holds; its `base` is relative to that file.
std::vector<MachineLayer> read_machine_layers(MachineLayer machine);

// Machine files that have been read, so that the points of a sweep do not read them again.
class MachineFiles {
 public:
  // As read_machine_layers().
  const std::vector<MachineLayer>& layers(const std::filesystem::path& file, const Place& blame);

 private:
  std::map<std::filesystem::path, std::vector<MachineLayer>> read_;
};

}  // namespace loopsim::scenarios
