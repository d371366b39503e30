// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>

#include "models/run_result.hpp"

namespace loopsim::analysis {

// A RunResult as bytes for a pipe between two processes of one program: nothing is lost, nothing is portable, nothing
// is meant to be kept.
std::string encode(const models::RunResult& run);

// The inverse of encode(). Throws std::invalid_argument when the bytes are cut short, too many, or no RunResult.
models::RunResult decode(std::string_view bytes);

}  // namespace loopsim::analysis
