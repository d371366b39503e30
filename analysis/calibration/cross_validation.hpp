// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/calibration/calibrate.hpp"

namespace loopsim::analysis {

// One way to choose the rows that are fitted, and how well the others were predicted.
struct Split {
  std::size_t fitted_rows = 0;
  std::size_t predicted_rows = 0;
  std::size_t parameters = 0;  // identified and fitted
  double fitted_error = 0;     // mean of |error|
  double predicted_error = 0;
  double worst = 0;  // the predicted error that is largest, with its sign
  std::string worst_row;
};

// Deals all rows of a machine into parts, so that each has its share of every target, policy, mapping and device. Rows
// are numbered from 0; the deal depends on the seed and on nothing else. Throws std::invalid_argument unless there are
// at least 2 parts and a row for each.
std::vector<std::vector<std::size_t>> deal(const std::vector<const CalibrationRow*>& rows, int parts,
                                           std::uint64_t seed);

// Fits on each of `parts` parts of the machine's rows and predicts the rest: whether the choice of the fitted rows was
// a lucky one.
std::vector<Split> cross_validate(const CalibrationRequest& request, int parts, const RateOptions& options,
                                  RateJournal& journal);

// A line for each split, and their mean.
std::string splits_text(const std::vector<Split>& splits);

}  // namespace loopsim::analysis
