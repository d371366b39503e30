// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/inputs/stored_result.hpp"

namespace loopsim::analysis {

// One number for the event streams of all runs of a result, as 16 hexadecimal digits: the FNV-1a hash of their digests
// in the order of cells and replications.
std::string result_digest(const StoredResult& result);

}  // namespace loopsim::analysis
