// SPDX-License-Identifier: GPL-2.0
#include "scenarios/machine_layers.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "scenarios/schema_version.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {
namespace {

namespace fs = std::filesystem;

// Two spellings of one file give the same path.
fs::path identity(const fs::path& file) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(file, error);
  return error ? file.lexically_normal() : path;
}

// Puts the bases of `layer` and then `layer` at the end of `layers`. `seen` holds the files that led here.
void add_with_bases(MachineLayer layer, std::vector<fs::path>& seen, std::vector<MachineLayer>& layers) {
  const Value top(layer.tree, layer.path);
  require_schema_version(top);
  if (const auto base = top.peek("base")) {
    const fs::path file = (fs::path(layer.tree.place.file).parent_path() / base->text()).lexically_normal();
    if (std::ranges::find(seen, identity(file)) != seen.end()) {
      base->fail(fmt::format("'{}' is based on itself", file.filename().string()));
    }
    seen.push_back(identity(file));
    add_with_bases({load_yaml(file, base->place()), ""}, seen, layers);
  }
  layers.push_back(std::move(layer));
}

}  // namespace

std::vector<MachineLayer> read_machine_layers(const fs::path& file, const Place& blame) {
  std::vector<fs::path> seen = {identity(file)};
  std::vector<MachineLayer> layers;
  add_with_bases({load_yaml(file, blame), ""}, seen, layers);
  return layers;
}

const std::vector<MachineLayer>& MachineFiles::layers(const fs::path& file, const Place& blame) {
  const auto known = read_.find(file);
  return known != read_.end() ? known->second : read_.emplace(file, read_machine_layers(file, blame)).first->second;
}

std::vector<MachineLayer> read_machine_layers(MachineLayer machine) {
  std::vector<fs::path> seen;
  std::vector<MachineLayer> layers;
  add_with_bases(std::move(machine), seen, layers);
  return layers;
}

}  // namespace loopsim::scenarios
