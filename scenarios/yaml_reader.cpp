// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_reader.hpp"

#include <cstddef>
#include <stdexcept>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/distribution_text.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/utf8.hpp"

namespace loopsim::scenarios {
namespace {

std::string child_path(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string description(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
    case YamlNode::Kind::scalar:
      break;
  }
  return in_quotes(node.text);
}

bool is_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  constexpr std::string_view kAlphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const bool starts_well = text.find_first_of(kAlphanumeric) == 0;
  const bool goes_well = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-") ==
                         std::string_view::npos;
  return starts_well && goes_well && text.size() <= kLongest;
}

constexpr std::string_view kNameRule = "a name (up to 64 of a-z A-Z 0-9 _ + -, a letter or digit first)";

}  // namespace

std::string in_path(std::string_view path) { return path.empty() ? " at the top level" : fmt::format(" in {}", path); }

void Value::fail(std::string_view message) const {
  if (path_.empty()) {
    throw InputError(place(), message);
  }
  throw InputError(place(), fmt::format("{}: {}", path_, message));
}

const std::string& Value::scalar(std::string_view expected) const {
  if (node_->kind != YamlNode::Kind::scalar || node_->text.empty()) {
    fail(fmt::format("expected {}, got {}", expected, description(*node_)));
  }
  return node_->text;
}

template <typename Parse>
auto Value::parsed(Parse parse) const {
  try {
    return parse();
  } catch (const std::invalid_argument& error) {
    fail(error.what());
  }
}

std::string Value::text() const {
  std::string line = paragraph();
  if (line.find('\n') != std::string::npos) {
    fail("expected one line of text, got several");
  }
  return line;
}

std::string Value::paragraph() const {
  std::string text = scalar("text");
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
    text.pop_back();
  }
  if (text.empty()) {
    fail("expected text, got blanks");
  }
  if (first_unprintable(text)) {
    fail("expected UTF-8 text without control characters");
  }
  return text;
}

std::string Value::name() const {
  const std::string& text = scalar(kNameRule);
  if (!is_name(text)) {
    fail(fmt::format("expected {}, got {}", kNameRule, in_quotes(text)));
  }
  return text;
}

bool Value::boolean() const {
  const std::string& text = scalar("true or false");
  if (text != "true" && text != "false") {
    fail(fmt::format("expected true or false, got {}", in_quotes(text)));
  }
  return text == "true";
}

std::uint64_t Value::integer(std::uint64_t min, std::uint64_t max) const {
  const std::string expected = fmt::format("an integer from {} to {}", min, max);
  const std::string& text = scalar(expected);
  std::uint64_t value = 0;
  try {
    value = parse_count(text);
  } catch (const std::invalid_argument&) {
    fail(fmt::format("expected {}, got {}", expected, in_quotes(text)));
  }
  if (value < min || value > max) {
    fail(fmt::format("expected {}, got {}", expected, in_quotes(text)));
  }
  return value;
}

double Value::number(double min, double max) const {
  const std::string expected = fmt::format("a number from {} to {}", min, max);
  const std::string& text = scalar(expected);
  const double value = parsed([&] { return parse_number(text); });
  if (!(value >= min && value <= max)) {
    fail(fmt::format("expected {}, got {}", expected, in_quotes(text)));
  }
  return value;
}

double Value::per_cent(double min, double max) const {
  const std::string& text = scalar("a percentage such as 2%");
  const double value = parsed([&] { return parse_per_cent(text); });
  if (!(value >= min && value <= max)) {
    fail(fmt::format("expected a percentage from {} to {}, got {}", per_cent_text(min), per_cent_text(max),
                     in_quotes(text)));
  }
  return value;
}

sim::SimTime Value::duration(sim::SimTime min, sim::SimTime max) const {
  const std::string& text = scalar("a duration such as 100ns, 16us, 1.5ms or 40s (a bare number is ns)");
  const sim::SimTime value = parsed([&] { return parse_duration(text); });
  if (value < min || value > max) {
    fail(fmt::format("expected a duration from {} to {} (a bare number is ns), got {}", duration_text(min),
                     duration_text(max), in_quotes(text)));
  }
  return value;
}

std::uint64_t Value::size(std::uint64_t min, std::uint64_t max) const {
  const std::string& text = scalar("a size such as 512, 4k, 4KiB or 4GiB (k = 1024; a bare number is bytes)");
  const std::uint64_t value = parsed([&] { return parse_size(text); });
  if (value < min || value > max) {
    fail(fmt::format("expected a size from {} to {} (a bare number is bytes), got {}", size_text(min), size_text(max),
                     in_quotes(text)));
  }
  return value;
}

sim::Distribution Value::distribution() const {
  const std::string& text = scalar("a distribution such as 56.5us or lognormal(56.5us, cv 0.3)");
  return parsed([&] { return parse_distribution(text); });
}

std::string Value::choice(const std::vector<std::string>& allowed) const {
  const std::string& text = scalar(fmt::format("one of {}", fmt::join(allowed, ", ")));
  if (!contains(allowed, text)) {
    fail(fmt::format("unknown value {}{}", in_quotes(text), allowed_names(text, allowed)));
  }
  return text;
}

std::optional<Value> Value::peek(std::string_view key) const {
  if (const YamlNode* value = node_->find(key)) {
    return Value(*value, child_path(path_, key));
  }
  return std::nullopt;
}

Value Value::require(std::string_view key) const {
  if (auto value = peek(key)) {
    return *value;
  }
  throw InputError(place(), fmt::format("missing key {}{}", in_quotes(key), in_path(path_)));
}

std::vector<Value> Value::items() const {
  if (node_->kind != YamlNode::Kind::list) {
    fail(fmt::format("expected a list [a, b], got {}", description(*node_)));
  }
  std::vector<Value> values;
  values.reserve(node_->items.size());
  for (const YamlNode& item : node_->items) {
    values.emplace_back(item, fmt::format("{}[{}]", path_, values.size()));
  }
  return values;
}

std::vector<Value::Member> Value::members() const {
  if (!is_map()) {
    fail(fmt::format("expected a map of names, got {}", description(*node_)));
  }
  if (node_->members.empty()) {
    fail("expected at least one name");
  }
  std::vector<Member> result;
  for (const YamlNode::Member& member : node_->members) {
    if (!is_name(member.key)) {
      throw InputError(member.place, fmt::format("expected {}, got {}", kNameRule, in_quotes(member.key)));
    }
    result.push_back({member.key, member.place, Value(member.value, child_path(path_, member.key))});
  }
  return result;
}

Section::Section(const Value& map, std::vector<std::string> keys) : map_(map), used_(map.node().members.size()) {
  if (!map.is_map()) {
    map.fail(fmt::format("expected a map with keys such as '{}', got {}", keys.front(), description(map.node())));
  }
  for (const YamlNode::Member& member : map.node().members) {
    if (!contains(keys, member.key)) {
      // {value: uniform(1us, 2us)} reads as the keys "value" and "2us)".
      const bool split_value = member.key.find(')') != std::string::npos;
      throw InputError(member.place, fmt::format("unknown key {}{}{}{}", in_quotes(member.key), in_path(map.path()),
                                                 allowed_names(member.key, std::move(keys)),
                                                 split_value ? "; a value with a comma in it needs quotes" : ""));
    }
  }
}

std::optional<Value> Section::find(std::string_view key) {
  const auto& members = map_.node().members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    used_[i] = used_[i] || members[i].key == key;
  }
  return peek(key);
}

Value Section::require(std::string_view key) {
  find(key);
  return map_.require(key);
}

void Section::refuse(std::string_view key, std::string_view reason) const {
  for (const YamlNode::Member& member : map_.node().members) {
    if (member.key == key) {
      throw InputError(member.place, fmt::format("unused key {}{}: {}", in_quotes(key), in_path(map_.path()), reason));
    }
  }
  throw std::logic_error(fmt::format("refused key '{}' is not there", key));
}

void Section::finish(std::string_view reason) const {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (!used_[i]) {
      refuse(map_.node().members[i].key, reason);
    }
  }
}

}  // namespace loopsim::scenarios
