// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// Costs of a machine that belong together in an explanation, and are taken away together.
struct CostGroup {
  std::string_view key;                 // in files
  std::string_view name;                // in sentences
  std::vector<std::string_view> costs;  // as models::cost_table() has them
  bool device_submission = false;       // of each device, too
  bool device_service = false;
};

// Every group, in the order in which a command meets them. No cost is in two.
std::span<const CostGroup> cost_groups();

// The machine without the costs of `group`.
scenarios::Machine without(scenarios::Machine machine, const CostGroup& group);

}  // namespace loopsim::analysis
