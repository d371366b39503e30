// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

namespace loopsim::analysis {

// The text of a file of tests/analysis/golden/, which fixes a format and was checked by eye.
std::string golden(const std::string& name);

}  // namespace loopsim::analysis
