// SPDX-License-Identifier: GPL-2.0
#include "scenarios/axes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "scenarios/sampling.hpp"
#include "scenarios/span.hpp"

namespace loopsim::scenarios {
namespace {

constexpr std::uint64_t kMostSamples = 10'000'000;

// The dotted keys of a map, which Value::members() would refuse for their dots.
std::vector<Value::Member> dotted_members(const Value& map) {
  if (!map.is_map()) {
    map.fail("expected a map of dotted keys, as --set takes them");
  }
  if (map.node().members.empty()) {
    map.fail("expected at least one axis");
  }
  std::vector<Value::Member> members;
  for (const YamlNode::Member& member : map.node().members) {
    members.push_back({member.key, member.place, Value(member.value, fmt::format("{}.{}", map.path(), member.key))});
  }
  return members;
}

std::vector<AxisValue> list_values(const Value& list) {
  std::vector<AxisValue> values;
  for (const Value& item : list.items()) {
    AxisValue value{item.text(), item.place()};
    values.push_back(std::move(value));
  }
  if (values.empty()) {
    list.fail("expected at least one value");
  }
  return values;
}

void refuse_repetition(const Value& list) {
  std::vector<std::string> seen;
  for (const Value& item : list.items()) {
    if (std::ranges::find(seen, item.text()) != seen.end()) {
      item.fail(fmt::format("{} is in the list twice", in_quotes(item.text())));
    }
    seen.push_back(item.text());
  }
}

std::vector<AxisValue> axis_values(const Value& axis) {
  if (axis.node().kind == YamlNode::Kind::list) {
    refuse_repetition(axis);
    return list_values(axis);
  }
  if (!axis.is_map()) {
    axis.fail("expected a list [a, b] or a range {from, to, steps}");
  }
  std::vector<AxisValue> values;
  for (std::string& text : range_values(axis)) {
    values.push_back({std::move(text), axis.place()});
  }
  return values;
}

struct SampledAxis {
  Continuum continuum;
  Place place;
};

UnitPoints draw(Section& keys, std::size_t points, std::size_t dimensions) {
  const auto seed = keys.peek("seed");
  if (keys.require("method").choice({"latin-hypercube", "sobol"}) == "sobol") {
    if (seed) {
      keys.refuse("seed", "the Sobol sequence has none");
    }
    return sobol_sequence(points, dimensions);
  }
  keys.find("seed");
  return latin_hypercube(points, dimensions, seed ? seed->integer(0, std::numeric_limits<std::uint64_t>::max()) : 1);
}

}  // namespace

std::vector<AxisGroup> read_axes(const Value& axes) {
  std::vector<AxisGroup> groups;
  for (const Value::Member& axis : dotted_members(axes)) {
    AxisGroup group{{{axis.key, axis.place}}, {}};
    for (AxisValue& value : axis_values(axis.value)) {
      group.rows.push_back({std::move(value)});
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<AxisGroup> read_paired(const Value& paired) {
  std::vector<AxisGroup> groups;
  for (const Value& map : paired.items()) {
    AxisGroup group;
    for (const Value::Member& axis : dotted_members(map)) {
      const auto values = list_values(axis.value);
      if (group.keys.empty()) {
        group.rows.resize(values.size());
      } else if (values.size() != group.rows.size()) {
        axis.value.fail(fmt::format("has {} values where {} has {}; paired lists are of one length", values.size(),
                                    group.keys.front().text, group.rows.size()));
      }
      group.keys.push_back({axis.key, axis.place});
      for (std::size_t i = 0; i < values.size(); ++i) {
        group.rows[i].push_back(values[i]);
      }
    }
    groups.push_back(std::move(group));
  }
  if (groups.empty()) {
    paired.fail("expected at least one map of lists");
  }
  return groups;
}

AxisGroup read_sample(const Value& sample) {
  Section keys(sample, {"method", "points", "seed", "axes"});
  const std::uint64_t points = keys.require("points").integer(1, kMostSamples);
  const Value axes = keys.require("axes");
  AxisGroup group;
  std::vector<SampledAxis> sampled;
  for (const Value::Member& axis : dotted_members(axes)) {
    group.keys.push_back({axis.key, axis.place});
    sampled.push_back({read_continuum(axis.value), axis.value.place()});
  }
  if (sampled.size() > kMostDimensions) {
    axes.fail(fmt::format("expected at most {} axes, got {}", kMostDimensions, sampled.size()));
  }
  for (const std::vector<double>& unit : draw(keys, points, sampled.size())) {
    std::vector<AxisValue> row;
    row.reserve(sampled.size());
    for (std::size_t d = 0; d < sampled.size(); ++d) {
      row.push_back({sampled[d].continuum.at(unit[d]), sampled[d].place});
    }
    group.rows.push_back(std::move(row));
  }
  keys.finish();
  return group;
}

}  // namespace loopsim::scenarios
