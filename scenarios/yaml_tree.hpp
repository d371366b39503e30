// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/input_error.hpp"

namespace loopsim::scenarios {

// A YAML file as a tree in which every key and value knows its place. Scalars keep the text of the file, since YAML's
// own typing would turn kernel 6.10 into 6.1. Keys of a map are unique and in file order.
struct YamlNode {
  enum class Kind { null, scalar, list, map };
  struct Member;

  Kind kind = Kind::null;
  Place place;
  std::string text;             // of a scalar
  std::vector<YamlNode> items;  // of a list
  std::vector<Member> members;  // of a map
  bool overridden = false;      // by `--set` or a sweep, so not what the file says

  // The value of `key`, or nullptr if this is no map or has no such key.
  const YamlNode* find(std::string_view key) const;
};

struct YamlNode::Member {
  std::string key;
  Place place;
  YamlNode value;
};

// Bounds that no sensible file comes near.
inline constexpr std::size_t kLargestFile = std::size_t{1} << 20;
inline constexpr std::size_t kDeepestNesting = 32;

// Parses text whose errors shall name `file`. Throws InputError unless the text is one YAML document of at most
// kLargestFile bytes of UTF-8, nested no deeper than kDeepestNesting, whose root is a map, with unique keys, without
// anchors, aliases and tags.
YamlNode parse_yaml(std::string_view text, const std::string& file);

// Reads and parses a file. That it cannot be read is reported at `blame`: where the file is named.
YamlNode load_yaml(const std::filesystem::path& file, const Place& blame);

}  // namespace loopsim::scenarios
