// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "scenarios/scenario_file.hpp"
#include "scenarios/sweep.hpp"

namespace loopsim::scenarios {

// The base scenario of a sweep, and what it becomes at each of its points. `settings` are the `--set` of the command
// line, which hold at every point. Refers to the sweep, which must outlive it.
class SweepScenario {
 public:
  // Throws InputError unless the base scenario is right as it stands.
  SweepScenario(const Sweep& sweep, std::vector<Override> settings);

  // The base scenario under the settings.
  const Scenario& base() const { return base_; }
  const std::vector<Override>& settings() const { return settings_; }

  // Throws InputError at the axis whose value is wrong, or at `scenario:` for values that are wrong together.
  Scenario at(const SweepPoint& point);

 private:
  Scenario resolve(const std::vector<Override>& overrides);

  const Sweep& sweep_;
  std::vector<Override> settings_;
  ScenarioFile file_;
  Scenario base_;
};

}  // namespace loopsim::scenarios
