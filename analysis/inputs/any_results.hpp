// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <variant>

#include "analysis/inputs/stored_comparison.hpp"
#include "analysis/inputs/stored_result.hpp"
#include "analysis/inputs/stored_sweep.hpp"
#include "analysis/inputs/stored_validation.hpp"

namespace loopsim::analysis {

// Results of any command, for what can look at all of them.
using AnyResults = std::variant<StoredResult, StoredSweep, StoredComparison, StoredValidation>;

// Reads what `place` holds: a directory that run, sweep, merge, compare or validate left, or a file of `compare
// --format json`. Throws scenarios::InputError where it is none of them or damaged.
AnyResults read_any_results(const std::filesystem::path& place);

}  // namespace loopsim::analysis
