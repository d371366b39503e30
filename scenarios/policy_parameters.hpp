// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/config.hpp"
#include "models/policy.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// `policy_parameters:` of a design: the numbers that a policy lets scenarios set (models/policy.hpp).

// Whether there are any; `policy` must be known.
bool has_policy_parameters(const std::string& policy);

// The design's policy was named: its parameters are at their defaults.
void set_policy_defaults(models::DesignSpec& design);

// Throws InputError for what the design's policy does not have or does not take.
void read_policy_parameters(const Value& map, models::DesignSpec& design);

// All of the design's policy, as YAML has them.
std::vector<std::pair<std::string, std::string>> policy_parameter_text(const models::DesignSpec& design);

// `value` in the parameter's unit.
std::string policy_value_text(const models::PolicyParameter& parameter, std::int64_t value);

}  // namespace loopsim::scenarios
