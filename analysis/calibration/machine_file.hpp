// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>

#include "analysis/calibration/calibrate.hpp"

namespace loopsim::analysis {

// A machine file (YAML) based on `base` that overrides the fitted parameters alone, each with its interval and what it
// was fitted on as its source, and lists the rows. Ranges stay those of the base, as they must for a fitted value.
// `base` is where the file will find it: relative to its own place. `name` is the machine's.
std::string machine_file(const Calibration& calibration, const std::string& name, const std::filesystem::path& base);

}  // namespace loopsim::analysis
