// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/calibration/calibrate.hpp"

namespace loopsim::analysis {

// Where each start of a calibration ended, the parameters of those that were fitted, and what the rows leave open
// between them; empty for one start.
std::string starts_text(const Calibration& calibration);

}  // namespace loopsim::analysis
