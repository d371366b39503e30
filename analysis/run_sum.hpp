// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>

#include "models/run_result.hpp"

namespace loopsim::analysis {

// Replications of one cell as if they were one long run: counters, times, histograms and windows added up, so that
// rates and percentiles of the sum weigh every I/O alike. The sum has the device of the first run, and neither digest
// nor samples, which belong to single runs. Throws std::invalid_argument without runs.
models::RunResult sum_of_runs(std::span<const models::RunResult> runs);

}  // namespace loopsim::analysis
