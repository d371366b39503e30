// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/inputs/any_results.hpp"

namespace loopsim::analysis {

// What stands in the corner of a picture: scenario, program version, seed and digest of the results that it shows.
std::string origin_text(const StoredResult& result);
std::string origin_text(const StoredSweep& sweep);
std::string origin_text(const StoredComparison& comparison);
std::string origin_text(const StoredValidation& validation);

}  // namespace loopsim::analysis
