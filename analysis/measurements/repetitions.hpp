// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/measurements/measurement.hpp"

namespace loopsim::analysis {

// Single runs of one configuration, anywhere among `rows`, become one row in the place of the first: the median of
// their rates and latencies, their lowest and highest rate, and their number. Throws InputError where rows that are
// summaries already say the same configuration twice.
std::vector<Measurement> merge_repetitions(const std::vector<Measurement>& rows);

}  // namespace loopsim::analysis
