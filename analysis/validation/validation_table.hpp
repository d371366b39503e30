// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/validation/plan.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// Reads what `loopsim validate` is given and all that it names: a table of measurements and machines
// (docs/validate.md), or a scenario with `published:` cells, which is a table of its own. Files given as `measurements`
// take the place of those that a table names; its rules for fitted rows may then find none. Overrides of costs, devices
// and `machine` hold for every machine of a table, others are dotted paths into it (machines.NAME.file,
// simulate.runtime); for a scenario they are those of `loopsim run`. Throws InputError.
ValidationPlan load_validation(const std::filesystem::path& file,
                               const std::vector<std::filesystem::path>& measurements = {},
                               const std::vector<scenarios::Override>& overrides = {});

// Whether a YAML file is a table of measurements, by its keys, and not a scenario. Throws InputError where it cannot be
// read at all.
bool is_validation_table(const std::filesystem::path& file);

}  // namespace loopsim::analysis
