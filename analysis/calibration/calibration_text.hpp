// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/calibration/calibrate.hpp"

namespace loopsim::analysis {

// A calibration for people, at most kTextWidth wide: parameters with intervals, what is correlated, what was left, and
// every row before and after.
std::string calibration_text(const Calibration& calibration);

}  // namespace loopsim::analysis
