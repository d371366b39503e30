// SPDX-License-Identifier: GPL-2.0
#include "scenarios/sweep.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "scenarios/schema_version.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {
namespace {

// No scenario has one of these.
constexpr std::array kOwnKeys = {"scenario", "axes", "paired", "sample"};

void append(std::vector<AxisGroup>& groups, std::vector<AxisGroup> more) {
  groups.insert(groups.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void require_different_keys(const std::vector<AxisGroup>& groups) {
  std::vector<AxisKey> seen;
  for (const AxisGroup& group : groups) {
    for (const AxisKey& key : group.keys) {
      const auto first = std::ranges::find(seen, key.text, &AxisKey::text);
      if (first != seen.end()) {
        throw InputError(
            key.place, fmt::format("second axis {}; the first is in line {}", in_quotes(key.text), first->place.line));
      }
      seen.push_back(key);
    }
  }
}

std::vector<AxisGroup> read_groups(Section& top) {
  std::vector<AxisGroup> groups;
  if (const auto axes = top.find("axes")) {
    append(groups, read_axes(*axes));
  }
  if (const auto paired = top.find("paired")) {
    append(groups, read_paired(*paired));
  }
  if (const auto sample = top.find("sample")) {
    groups.push_back(read_sample(*sample));
  }
  if (groups.empty()) {
    top.fail("expected axes, paired or sample: a sweep without them is a run");
  }
  require_different_keys(groups);
  return groups;
}

std::vector<Constraint> read_constraints(const std::optional<Value>& list, const std::vector<AxisGroup>& groups) {
  std::vector<Constraint> constraints;
  if (list) {
    for (const Value& text : list->items()) {
      constraints.push_back(read_constraint(text, groups));
    }
  }
  return constraints;
}

std::vector<VariantChoice> read_variants(const std::optional<Value>& list) {
  std::vector<VariantChoice> variants;
  if (!list) {
    return variants;
  }
  for (const Value& item : list->items()) {
    const std::string name = item.name();
    if (std::ranges::find(variants, name, &VariantChoice::name) != variants.end()) {
      item.fail(fmt::format("{} is in the list twice", in_quotes(name)));
    }
    variants.push_back({name, item.place()});
  }
  if (variants.empty()) {
    list->fail("expected at least one variant");
  }
  return variants;
}

// The number of combinations, or nothing if it is above `most`.
std::optional<std::uint64_t> combinations(const Sweep& sweep, std::uint64_t most) {
  std::uint64_t product = 1;
  for (const AxisGroup& group : sweep.groups) {
    if (group.rows.size() > most / product) {
      return std::nullopt;
    }
    product *= group.rows.size();
  }
  return product;
}

// Counts through all combinations, the last group fastest.
bool advance(std::vector<std::uint32_t>& rows, const std::vector<AxisGroup>& groups) {
  for (std::size_t g = groups.size(); g-- > 0;) {
    if (++rows[g] < groups[g].rows.size()) {
      return true;
    }
    rows[g] = 0;
  }
  return false;
}

bool is_allowed(const Sweep& sweep, const std::vector<std::uint32_t>& rows) {
  return std::ranges::all_of(sweep.constraints,
                             [&](const Constraint& constraint) { return fulfils(constraint, sweep.groups, rows); });
}

}  // namespace

Sweep load_sweep(const std::filesystem::path& file) {
  const YamlNode tree = load_yaml(file, Place{file.string(), 0, 0});
  const Value root(tree, "");
  require_schema_version(root);
  Section top(
      root, {"schema_version", "name", "question", "scenario", "variants", "axes", "paired", "sample", "constraints"});
  top.find("schema_version");
  Sweep sweep;
  sweep.file = file;
  sweep.name = top.require("name").name();
  sweep.question = top.require("question").text();
  const Value scenario = top.require("scenario");
  sweep.scenario_file = (file.parent_path() / scenario.text()).lexically_normal();
  sweep.scenario_place = scenario.place();
  sweep.variants = read_variants(top.find("variants"));
  sweep.groups = read_groups(top);
  sweep.constraints = read_constraints(top.find("constraints"), sweep.groups);
  top.finish();
  return sweep;
}

bool is_sweep(const std::filesystem::path& file) {
  const YamlNode tree = load_yaml(file, Place{file.string(), 0, 0});
  return std::ranges::any_of(kOwnKeys, [&](const char* key) { return tree.find(key) != nullptr; });
}

std::vector<SweepPoint> points_of(const Sweep& sweep, std::uint64_t most) {
  const Place& place = sweep.groups.front().keys.front().place;
  const auto count = combinations(sweep, std::min(most, kMostPoints));
  if (!count) {
    throw InputError(place, most < kMostPoints ? fmt::format("the axes make more than {} points; --yes allows it", most)
                                               : fmt::format("the axes make more than {} points", kMostPoints));
  }
  std::vector<SweepPoint> points;
  SweepPoint point{std::vector<std::uint32_t>(sweep.groups.size(), 0)};
  do {
    if (is_allowed(sweep, point.rows)) {
      points.push_back(point);
    }
  } while (advance(point.rows, sweep.groups));
  if (points.empty()) {
    throw InputError(place, fmt::format("the constraints leave none of {} points", *count));
  }
  return points;
}

std::vector<std::string> axis_keys(const Sweep& sweep) {
  std::vector<std::string> keys;
  for (const AxisGroup& group : sweep.groups) {
    for (const AxisKey& key : group.keys) {
      keys.push_back(key.text);
    }
  }
  return keys;
}

std::vector<std::string> axis_values(const Sweep& sweep, const SweepPoint& point) {
  std::vector<std::string> values;
  for (std::size_t g = 0; g < sweep.groups.size(); ++g) {
    for (const AxisValue& value : sweep.groups[g].rows[point.rows[g]]) {
      values.push_back(value.text);
    }
  }
  return values;
}

std::string point_text(const Sweep& sweep, const SweepPoint& point) {
  const auto keys = axis_keys(sweep);
  const auto values = axis_values(sweep, point);
  std::string text;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", keys[i], values[i]);
  }
  return text;
}

}  // namespace loopsim::scenarios
