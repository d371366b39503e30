// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/sweep/plan.hpp"

namespace loopsim::analysis {

// Joins the results of shards, given by their directories, into those of the whole sweep in the directory `out`, which
// is made: the bytes that one run without shards leaves. Throws std::runtime_error if they are not of one sweep and
// version, contradict each other, or lack points and holes are refused.
void merge_shards(const std::vector<std::filesystem::path>& directories, const std::filesystem::path& out,
                  Holes holes = Holes::refuse);

}  // namespace loopsim::analysis
