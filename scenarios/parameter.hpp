// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// What a parameter of a machine file counts, and so how its value and range read.
enum class Quantity {
  duration,      // range in time
  count,         // range in whole numbers
  distribution,  // of durations; range of the mean
};

struct ResolvedParameter {
  Parameter text;
  Value value;  // what is in force, within its range
};

// Resolves a parameter from its definitions `{value, range, source, fitted}`, that of the base file first. A later one
// inherits the range unless it gives one, which a fitted value may not; each needs its own source, and each value must
// lie in its range. `needs_range` is for parameters that must have one. Throws InputError.
ResolvedParameter resolve_parameter(const std::string& name, const std::vector<Value>& definitions, Quantity quantity,
                                    bool needs_range);

}  // namespace loopsim::scenarios
