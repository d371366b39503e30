// SPDX-License-Identifier: GPL-2.0
#include "scenarios/policy_parameters.hpp"

#include <cstdint>
#include <memory>

#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

using models::Policy;
using models::PolicyParameter;

std::unique_ptr<Policy> policy_called(const std::string& name) { return models::PolicyRegistry::find(name)->create(); }

std::int64_t read_value(const Value& value, const PolicyParameter& parameter) {
  if (parameter.unit == PolicyParameter::Unit::time) {
    return value.duration(parameter.least, parameter.most);
  }
  return static_cast<std::int64_t>(
      value.integer(static_cast<std::uint64_t>(parameter.least), static_cast<std::uint64_t>(parameter.most)));
}

}  // namespace

bool has_policy_parameters(const std::string& policy) { return !policy_called(policy)->parameters().empty(); }

void set_policy_defaults(models::DesignSpec& design) {
  design.policy_parameters.clear();
  const std::unique_ptr<Policy> policy = policy_called(design.policy);
  for (const PolicyParameter& parameter : policy->parameters()) {
    design.policy_parameters.emplace(parameter.name, parameter.value);
  }
}

void read_policy_parameters(const Value& map, models::DesignSpec& design) {
  const std::unique_ptr<Policy> policy = policy_called(design.policy);
  const std::vector<PolicyParameter> parameters = policy->parameters();
  std::vector<std::string> names;
  names.reserve(parameters.size());
  for (const PolicyParameter& parameter : parameters) {
    names.emplace_back(parameter.name);
  }
  Section keys(map, names);
  for (const PolicyParameter& parameter : parameters) {
    if (const auto value = keys.find(parameter.name)) {
      design.policy_parameters[std::string(parameter.name)] = read_value(*value, parameter);
    }
  }
}

std::vector<std::pair<std::string, std::string>> policy_parameter_text(const models::DesignSpec& design) {
  std::vector<std::pair<std::string, std::string>> lines;
  const std::unique_ptr<Policy> policy = policy_called(design.policy);
  for (const PolicyParameter& parameter : policy->parameters()) {
    const std::int64_t value = design.policy_parameters.at(std::string(parameter.name));
    lines.emplace_back(parameter.name, policy_value_text(parameter, value));
  }
  return lines;
}

std::string policy_value_text(const PolicyParameter& parameter, std::int64_t value) {
  return parameter.unit == PolicyParameter::Unit::time ? duration_text(value) : std::to_string(value);
}

}  // namespace loopsim::scenarios
