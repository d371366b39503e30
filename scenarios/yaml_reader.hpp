// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/words.hpp"
#include "scenarios/yaml_tree.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace loopsim::scenarios {

// A value in a tree with its dotted path (`cases.async.iodepth`). The getters convert and check it; each throws
// InputError at its place, with path, what was expected and what was found. Refers to the tree, which must outlive it.
class Value {
 public:
  struct Member;

  Value(const YamlNode& node, std::string path) : node_(&node), path_(std::move(path)) {}

  const YamlNode& node() const { return *node_; }
  const Place& place() const { return node_->place; }
  const std::string& path() const { return path_; }
  bool is_map() const { return node_->kind == YamlNode::Kind::map; }

  // Set by `--set` or by an axis of a sweep, not in the scenario.
  bool from_command_line() const { return node_->overridden; }

  // One line of text, not empty.
  std::string text() const;

  // Text of one or more lines.
  std::string paragraph() const;

  // Something that paths, files and CSV can carry: up to 64 of a-z A-Z 0-9 _ + -, a letter or digit first.
  std::string name() const;

  bool boolean() const;
  std::uint64_t integer(std::uint64_t min, std::uint64_t max) const;
  double number(double min, double max) const;
  double per_cent(double min, double max) const;                    // 2 for `2%`
  sim::SimTime duration(sim::SimTime min, sim::SimTime max) const;  // ns
  std::uint64_t size(std::uint64_t min, std::uint64_t max) const;   // bytes
  sim::Distribution distribution() const;

  // One of `allowed`.
  std::string choice(const std::vector<std::string>& allowed) const;
  template <typename Enum, std::size_t size>
  Enum word(const Words<Enum, size>& words) const {
    return value_of(words, choice(texts_of(words)));
  }

  // An int in min..max.
  int small_integer(int min, int max) const {
    return static_cast<int>(integer(static_cast<std::uint64_t>(min), static_cast<std::uint64_t>(max)));
  }

  // A member of a map, where there is one; Section is for maps whose keys are known.
  std::optional<Value> peek(std::string_view key) const;
  Value require(std::string_view key) const;

  std::vector<Value> items() const;
  // In file order; keys are checked as name() does. At least one.
  std::vector<Member> members() const;

  [[noreturn]] void fail(std::string_view message) const;

 private:
  const std::string& scalar(std::string_view expected) const;
  template <typename Parse>
  auto parsed(Parse parse) const;

  const YamlNode* node_;
  std::string path_;
};

struct Value::Member {
  std::string key;
  Place place;  // of the key
  Value value;
};

// A map with a fixed set of keys. What it does not know is an error at once, what nobody asked for is one at finish().
class Section {
 public:
  // Throws InputError unless `map` is a map and has no keys but `keys`.
  Section(const Value& map, std::vector<std::string> keys);

  // The value of `key`, without using it.
  std::optional<Value> peek(std::string_view key) const { return map_.peek(key); }

  // The value of `key`, which now counts as used.
  std::optional<Value> find(std::string_view key);

  // The same, for a key that must be there.
  Value require(std::string_view key);

  // Fails for a key that is there but has no use, for the reason given.
  [[noreturn]] void refuse(std::string_view key, std::string_view reason) const;

  // Throws InputError for the first key that was not used, for the reason given.
  void finish(std::string_view reason = "nothing reads it") const;

  const Value& map() const { return map_; }
  [[noreturn]] void fail(std::string_view message) const { map_.fail(message); }

 private:
  Value map_;
  std::vector<bool> used_;  // by index of the member
};

// " in cases.async", or " at the top level" for the root's empty path.
std::string in_path(std::string_view path);

}  // namespace loopsim::scenarios
