// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/json_of_estimate.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace loopsim::analysis {

nlohmann::ordered_json json_of_estimate(const std::optional<Estimate>& estimate) {
  if (!estimate || !std::isfinite(estimate->value)) {
    return nullptr;
  }
  nlohmann::ordered_json object = {{"mean", estimate->value}, {"ci_low", nullptr}, {"ci_high", nullptr}};
  if (estimate->interval) {
    object["ci_low"] = estimate->interval->low;
    object["ci_high"] = estimate->interval->high;
  }
  return object;
}

}  // namespace loopsim::analysis
