// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <vector>

namespace loopsim::analysis {

// Many comparisons at once: p-values adjusted by Holm's step-down procedure (1979), in the order given. Calling
// significant what is at most 5 % after adjustment keeps the probability of a single false alarm among all of them
// below 5 %, however they depend on each other. The i-th smallest of m becomes (m - i + 1) times itself, at least as
// much as its predecessor and at most 1. Throws std::invalid_argument for what is not in [0, 1].
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace loopsim::analysis
