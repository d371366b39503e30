// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/run_result.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {

// A RunResult with something of its own in every field: whole numbers below 2^bits, as far as the field holds them;
// bits is in 1..64.
models::RunResult random_run(sim::Random& random, unsigned bits);

// Equal in every field, sample by sample.
bool same(const models::RunResult& a, const models::RunResult& b);

}  // namespace loopsim::analysis
