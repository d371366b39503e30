// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/json_estimate.hpp"

namespace loopsim::analysis {

std::optional<Interval> read_interval(const JsonValue& object) {
  const std::optional<JsonValue> low = object.find("ci_low");
  const std::optional<JsonValue> high = object.find("ci_high");
  return low && high ? std::optional(Interval{low->number(), high->number()}) : std::nullopt;
}

std::optional<Estimate> read_estimate(const JsonValue& cell, std::string_view name) {
  const std::optional<JsonValue> estimate = cell.find(name);
  return estimate ? std::optional(Estimate{estimate->member("mean").number(), read_interval(*estimate)}) : std::nullopt;
}

}  // namespace loopsim::analysis
