// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/inputs/stored_result.hpp"

namespace loopsim::analysis {

// Result directories that nobody wrote, with numbers that a test can work out.

// 10, 50 and 90 us, 5 us of CPU and 1.5 context switches for each I/O.
StoredCell stored_cell(const std::string& case_name, const std::string& variant, std::vector<double> iops);

// Seed 1, cells `sync` and `async` of variants `in-tree`, the baseline, and `nowait`; nowait does twice as much in sync
// and 1 % more, give or take, in async.
StoredResult stored_result(const std::string& directory);

}  // namespace loopsim::analysis
