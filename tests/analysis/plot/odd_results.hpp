// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>

#include "analysis/inputs/any_results.hpp"

namespace loopsim::analysis {

// Results whose labels hold everything that could mean something to gnuplot, SVG, HTML or CSV.
inline constexpr const char* kOddLabel = R"(a "b", <c> & 'd' 50 % x_1 {e} @f `g` ü \n $h #i)";

// One case, the baseline `base` and a variant with the odd label, published values, a latency histogram and a time
// series, which is written to timeseries.csv in the directory.
StoredResult odd_result(const std::filesystem::path& directory);

// iodepth 1, 4, 16 by numjobs 1, 4: `base`, `new`, which gains iodepth / 4, and `other`, which gains nothing.
StoredSweep small_sweep();

// One side with one workload that has the odd label.
StoredComparison odd_comparison();

// One machine with a fitted and a predicted row, both with the odd label.
StoredValidation odd_validation();

// All of them.
std::vector<AnyResults> all_results(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
