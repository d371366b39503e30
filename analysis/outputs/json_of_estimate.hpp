// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

// `{mean, ci_low, ci_high}`, or null where there is no number.
nlohmann::ordered_json json_of_estimate(const std::optional<Estimate>& estimate);

}  // namespace loopsim::analysis
