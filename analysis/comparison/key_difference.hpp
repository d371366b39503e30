// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {

// A key that has another value in one tree than in another; `-` stands for no such key.
struct KeyDifference {
  std::string key;  // dotted
  std::string before;
  std::string after;
};

// The keys at which two trees differ, those of `before` first. `before` and `after` may be null for a tree that is not
// there. `prefix` goes before each key. Lists are compared as a whole, and of a
// parameter {value, range, source} its value.
std::vector<KeyDifference> key_differences(const scenarios::YamlNode* before, const scenarios::YamlNode* after,
                                           const std::string& prefix);

}  // namespace loopsim::analysis
