// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/key_difference.hpp"

#include <algorithm>

namespace loopsim::analysis {
namespace {

using scenarios::YamlNode;
using Leaves = std::vector<std::pair<std::string, std::string>>;

std::string one_line(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::list) {
    return node.text;
  }
  std::string text;
  for (const YamlNode& item : node.items) {
    text += (text.empty() ? "" : ", ") + one_line(item);
  }
  return "[" + text + "]";
}

void collect(const YamlNode& node, const std::string& key, Leaves& leaves) {
  // A parameter is its value: where it comes from changes no result.
  if (const YamlNode* value = node.find("value")) {
    leaves.emplace_back(key, one_line(*value));
    return;
  }
  if (node.kind != YamlNode::Kind::map) {
    leaves.emplace_back(key, one_line(node));
    return;
  }
  for (const YamlNode::Member& member : node.members) {
    collect(member.value, key.empty() ? member.key : key + '.' + member.key, leaves);
  }
}

Leaves leaves_of(const YamlNode* tree, const std::string& prefix) {
  Leaves leaves;
  if (tree != nullptr) {
    collect(*tree, prefix, leaves);
  }
  return leaves;
}

const std::string* value_of(const Leaves& leaves, const std::string& key) {
  const auto found = std::ranges::find(leaves, key, &Leaves::value_type::first);
  return found == leaves.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<KeyDifference> key_differences(const YamlNode* before, const YamlNode* after, const std::string& prefix) {
  const Leaves old_leaves = leaves_of(before, prefix);
  const Leaves new_leaves = leaves_of(after, prefix);
  std::vector<KeyDifference> differences;
  for (const auto& [key, text] : old_leaves) {
    const std::string* other = value_of(new_leaves, key);
    if (other == nullptr || *other != text) {
      differences.push_back({key, text, other == nullptr ? "-" : *other});
    }
  }
  for (const auto& [key, text] : new_leaves) {
    if (value_of(old_leaves, key) == nullptr) {
      differences.push_back({key, "-", text});
    }
  }
  return differences;
}

}  // namespace loopsim::analysis
