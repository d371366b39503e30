// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/plan.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "analysis/sweep/point_id.hpp"
#include "scenarios/units.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::uint64_t kMostShards = 1'000'000;

// Points by their rows rather than their values would do within one file, but two files may differ in the values.
std::string sweep_id(const scenarios::Sweep& sweep, const std::vector<scenarios::SweepPoint>& points,
                     const scenarios::Scenario& base, std::string_view version) {
  std::string text = scenarios::to_yaml(base) + sweep.name;
  for (const scenarios::AxisGroup& group : sweep.groups) {
    for (const scenarios::AxisKey& key : group.keys) {
      text += '\n' + key.text;
    }
    for (const auto& row : group.rows) {
      for (const scenarios::AxisValue& value : row) {
        text += '\n' + value.text;
      }
    }
  }
  for (const scenarios::SweepPoint& point : points) {
    text += fmt::format("\n{}", fmt::join(point.rows, " "));
  }
  return point_id(text, version);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  try {
    return scenarios::parse_count(text);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto index = number_in(text.substr(0, slash));
  const auto count = number_in(text.substr(std::min(slash + 1, text.size())));
  if (!index || !count || *index < 1 || *index > *count || *count > kMostShards) {
    throw std::invalid_argument(
        fmt::format("expected INDEX/COUNT such as 1/16, INDEX from 1 to COUNT, got '{}'", text));
  }
  return {static_cast<int>(*index), static_cast<int>(*count)};
}

SweepPlan plan_sweep(const scenarios::Sweep& sweep, scenarios::SweepScenario& scenario,
                     const std::vector<scenarios::SweepPoint>& points, Shard shard, std::string_view version) {
  SweepPlan plan{sweep_id(sweep, points, scenario.base(), version), points.size(), shard, {}};
  const auto first = static_cast<std::size_t>(shard.index - 1);
  for (std::size_t number = first; number < points.size(); number += static_cast<std::size_t>(shard.count)) {
    plan.points.push_back({number, points[number], point_id(scenarios::to_yaml(scenario.at(points[number])), version)});
  }
  return plan;
}

}  // namespace loopsim::analysis
