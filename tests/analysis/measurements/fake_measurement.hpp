// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/measurements/measurement.hpp"

namespace loopsim::analysis {

// A row of fake.csv, line 2: one job at depth 16 writing to a loop device over a written XFS file on the device
// `disk0`.
Measurement fake_measurement(const std::string& policy, double iops);

}  // namespace loopsim::analysis
