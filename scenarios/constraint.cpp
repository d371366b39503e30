// SPDX-License-Identifier: GPL-2.0
#include "scenarios/constraint.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

using Relation = Constraint::Relation;
using Side = Constraint::Side;

constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations = {{
    {"<", Relation::less},
    {"<=", Relation::less_or_equal},
    {">", Relation::greater},
    {">=", Relation::greater_or_equal},
    {"==", Relation::equal},
    {"!=", Relation::not_equal},
}};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

std::optional<Relation> relation_of(std::string_view word) {
  for (const auto& [text, relation] : kRelations) {
    if (text == word) {
      return relation;
    }
  }
  return std::nullopt;
}

enum class Kind { word, number, duration, size };

struct Measure {
  Kind kind = Kind::word;
  double value = 0;
};

template <typename Parse>
std::optional<double> parsed(Parse parse, const std::string& text) {
  try {
    return static_cast<double>(parse(text));
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

Measure measure(const std::string& text) {
  if (const auto number = parsed(parse_number, text)) {
    return {Kind::number, *number};
  }
  if (const auto duration = parsed(parse_duration, text)) {
    return {Kind::duration, *duration};
  }
  if (const auto size = parsed(parse_size, text)) {
    return {Kind::size, *size};
  }
  return {};
}

bool comparable(Kind a, Kind b) {
  return a == b || (a == Kind::number && b != Kind::word) || (b == Kind::number && a != Kind::word);
}

bool is_ordering(Relation relation) { return relation != Relation::equal && relation != Relation::not_equal; }

bool agrees(std::partial_ordering order, Relation relation) {
  switch (relation) {
    case Relation::less:
      return order < 0;
    case Relation::less_or_equal:
      return order <= 0;
    case Relation::greater:
      return order > 0;
    case Relation::greater_or_equal:
      return order >= 0;
    case Relation::equal:
      return order == 0;
    case Relation::not_equal:
      break;
  }
  return order != 0;
}

// 6.9 comes before 6.14 as a version and after it as a number.
bool is_version(const Side& side) { return side.is_axis && side.word.ends_with("kernel"); }

bool compares_words(const Constraint& constraint) {
  return is_version(constraint.left) || is_version(constraint.right);
}

std::vector<std::string> keys_of(const std::vector<AxisGroup>& groups) {
  std::vector<std::string> keys;
  for (const AxisGroup& group : groups) {
    for (const AxisKey& key : group.keys) {
      keys.push_back(key.text);
    }
  }
  return keys;
}

Side side_of(const std::string& word, const std::vector<AxisGroup>& groups) {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto key = std::ranges::find(groups[g].keys, word, &AxisKey::text);
    if (key != groups[g].keys.end()) {
      return {word, true, g, static_cast<std::size_t>(key - groups[g].keys.begin())};
    }
  }
  return {word, false, 0, 0};
}

void require_axis(const Value& text, const Side& side, const std::vector<AxisGroup>& groups) {
  if (!side.is_axis) {
    text.fail(
        fmt::format("{} is no axis of this sweep{}", in_quotes(side.word), allowed_names(side.word, keys_of(groups))));
  }
}

// Every value that a side takes.
std::vector<std::string> values_of(const Side& side, const std::vector<AxisGroup>& groups) {
  if (!side.is_axis) {
    return {side.word};
  }
  std::vector<std::string> values;
  for (const auto& row : groups[side.group].rows) {
    values.push_back(row[side.key].text);
  }
  return values;
}

// Kinds that comparable() tells apart differ from the first value's already, or from each other's.
void require_comparable(const Value& text, const Constraint& constraint, const std::vector<AxisGroup>& groups) {
  if (compares_words(constraint)) {
    if (is_ordering(constraint.relation)) {
      text.fail("kernel versions are equal or not: use == or !=");
    }
    return;
  }
  std::vector<std::string> values = values_of(constraint.left, groups);
  for (std::string& value : values_of(constraint.right, groups)) {
    values.push_back(std::move(value));
  }
  const auto unlike = [&](const std::string& a) {
    return std::ranges::find_if(values,
                                [&](const std::string& b) { return !comparable(measure(a).kind, measure(b).kind); });
  };
  for (const std::string& a : {values.front(), values.back()}) {
    if (const auto b = unlike(a); b != values.end()) {
      text.fail(fmt::format("{} and {} cannot be compared", in_quotes(a), in_quotes(*b)));
    }
  }
  if (measure(values.front()).kind == Kind::word && is_ordering(constraint.relation)) {
    text.fail(fmt::format("{} is a word: use == or !=", in_quotes(values.front())));
  }
}

const std::string& value_at(const Side& side, const std::vector<AxisGroup>& groups,
                            const std::vector<std::uint32_t>& rows) {
  return side.is_axis ? groups[side.group].rows[rows[side.group]][side.key].text : side.word;
}

}  // namespace

Constraint read_constraint(const Value& text, const std::vector<AxisGroup>& groups) {
  const auto words = words_of(text.text());
  const auto relation = words.size() == 3 ? relation_of(words[1]) : std::nullopt;
  if (!relation) {
    text.fail(
        fmt::format("expected AXIS OP AXIS or AXIS OP VALUE with blanks between, OP one of < <= > >= == !=; got {}",
                    in_quotes(text.text())));
  }
  const Constraint constraint{side_of(words[0], groups), *relation, side_of(words[2], groups)};
  require_axis(text, constraint.left, groups);
  // Only a key has dots without being a number.
  if (words[2].find('.') != std::string::npos && measure(words[2]).kind == Kind::word) {
    require_axis(text, constraint.right, groups);
  }
  require_comparable(text, constraint, groups);
  return constraint;
}

bool fulfils(const Constraint& constraint, const std::vector<AxisGroup>& groups,
             const std::vector<std::uint32_t>& rows) {
  const std::string& left = value_at(constraint.left, groups, rows);
  const std::string& right = value_at(constraint.right, groups, rows);
  const Measure a = measure(left);
  const Measure b = measure(right);
  if (compares_words(constraint) || a.kind == Kind::word) {
    return agrees(left <=> right, constraint.relation);
  }
  return agrees(a.value <=> b.value, constraint.relation);
}

}  // namespace loopsim::scenarios
