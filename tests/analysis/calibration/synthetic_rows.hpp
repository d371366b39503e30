// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "analysis/calibration/calibrate.hpp"
#include "analysis/calibration/simulated_rates.hpp"
#include "scenarios/machine.hpp"

namespace loopsim::analysis {

// Measurements that the simulator makes itself, so that a fit has a truth to be held against.

// The machine of the published table, whose device is a disk, with a worker of whose interference rows can tell.
scenarios::Machine published_machine();

// How the tests simulate: short windows on a small file.
RateOptions synthetic_options();

// Rows of raw device, file and loop device with one and with twelve jobs, "measured" on `truth` with another seed than
// fits use. `noise` times the rate of row i, and is 1 where there is none.
std::vector<CalibrationRow> synthetic_rows(const scenarios::Machine& truth, double tolerance,
                                           const std::function<double(std::size_t)>& noise);

}  // namespace loopsim::analysis
