// SPDX-License-Identifier: GPL-2.0
#include "scenarios/sweep_scenario.hpp"

#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace loopsim::scenarios {
namespace {

std::vector<Override> with_axes(std::vector<Override> overrides, const Sweep& sweep, const SweepPoint& point) {
  for (std::size_t g = 0; g < sweep.groups.size(); ++g) {
    const AxisGroup& group = sweep.groups[g];
    const std::vector<AxisValue>& row = group.rows[point.rows[g]];
    for (std::size_t k = 0; k < group.keys.size(); ++k) {
      overrides.push_back({group.keys[k].text, row[k].text, Override::Origin{group.keys[k].place, row[k].place}});
    }
  }
  return overrides;
}

}  // namespace

SweepScenario::SweepScenario(const Sweep& sweep, std::vector<Override> settings)
    : sweep_(sweep),
      settings_(std::move(settings)),
      file_(sweep.scenario_file, sweep.scenario_place),
      base_(resolve(settings_)) {}

Scenario SweepScenario::resolve(const std::vector<Override>& overrides) {
  Scenario scenario = file_.resolve(overrides);
  if (!sweep_.variants.empty()) {
    keep_variants(scenario, sweep_.variants);
  }
  return scenario;
}

Scenario SweepScenario::at(const SweepPoint& point) {
  try {
    return resolve(with_axes(settings_, sweep_, point));
  } catch (const InputError& error) {
    if (error.file() == sweep_.file.string()) {
      throw;
    }
    throw InputError(sweep_.scenario_place, fmt::format("at {}: {}", point_text(sweep_, point), error.what()));
  }
}

}  // namespace loopsim::scenarios
