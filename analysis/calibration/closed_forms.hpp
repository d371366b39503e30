// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "analysis/calibration/calibration_rows.hpp"
#include "analysis/tunable.hpp"

namespace loopsim::analysis {

// A parameter that arithmetic on some rows gives.
struct ClosedForm {
  std::size_t tunable = 0;
  double value = 0;
  std::string from;  // which rows, and how
};

// Where a fit may start. Each form takes the time per command that the rows measure, and that they have with the
// parameters as they stand (`rates`, logarithms in the order of `rows`); the difference is the parameter's, where the
// rows leave it nothing else to be of: one command at a time without the loop device is the device's service, or, on a
// ramdisk, the submission; many commands through one worker are the worker's; more in flight than a disk has units give
// its units.
std::vector<ClosedForm> closed_forms(const std::vector<const CalibrationRow*>& rows, const Eigen::VectorXd& rates,
                                     const scenarios::Machine& machine, const std::vector<Tunable>& tunables);

}  // namespace loopsim::analysis
