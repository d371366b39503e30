// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <string_view>

#include "analysis/inputs/json_value.hpp"
#include "analysis/interval.hpp"

namespace loopsim::analysis {

// The member `name` of a cell in summary.json: {mean, ci_low, ci_high}, of which the limits may be null. Nothing where
// it is null itself. Throws scenarios::InputError.
std::optional<Estimate> read_estimate(const JsonValue& cell, std::string_view name);

// The interval of an object that holds ci_low and ci_high.
std::optional<Interval> read_interval(const JsonValue& object);

}  // namespace loopsim::analysis
