// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/calibration/calibrate.hpp"
#include "analysis/calibration/start_search.hpp"

namespace loopsim::analysis {

// The start with the lowest end. At least one has been fitted.
const SearchedStart& best_of(const std::vector<SearchedStart>& starts);

// The highest cost that the rows cannot tell from that of `best`.
double as_good_as(const Minimum& best, double outlier);

// What the starts say together: which ends the rows cannot tell from the best, and which parameters those leave open.
void describe_starts(const FitProblem& problem, const std::vector<SearchedStart>& starts, Calibration& result);

}  // namespace loopsim::analysis
