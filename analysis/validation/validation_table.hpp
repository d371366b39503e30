// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/validation/plan.hpp"

namespace loopsim::analysis {

// Reads what `loopsim validate` is given and all that it names: a table of measurements and machines
// (docs/validate.md), or a scenario with `published:` cells, which is a table of its own. Files given as `measurements`
// take the place of those that a table names; its rules for fitted rows may then find none. Throws InputError.
ValidationPlan load_validation(const std::filesystem::path& file,
                               const std::vector<std::filesystem::path>& measurements = {});

// Whether a YAML file is a table of measurements, by its keys, and not a scenario. Throws InputError where it cannot be
// read at all.
bool is_validation_table(const std::filesystem::path& file);

}  // namespace loopsim::analysis
