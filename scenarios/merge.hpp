// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// All that the layers of a machine say about one name, the base first. At least one.
struct Definitions {
  std::string name;
  std::vector<Value> values;
};

// The names in any of `maps`, in order of first appearance.
std::vector<Definitions> merge(const std::vector<Value>& maps);

}  // namespace loopsim::scenarios
