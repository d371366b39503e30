// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/comparison/result_comparison.hpp"

namespace loopsim::analysis {

// The cells of a comparison's tables as short plain text; `-` for what does not exist.

std::string kiops_text(const StoredCell& cell);               // four digits, at most 6 characters
std::string change_text(const ComparedWorkload& workload);    // per cent, `*` if significant; at most 7
std::string interval_text(const ComparedWorkload& workload);  // per cent, low,high; at most 13
std::string microseconds_text(double nanoseconds);            // three digits; at most 5
std::string context_switches_text(const StoredCell& cell);    // per I/O; at most 5

}  // namespace loopsim::analysis
