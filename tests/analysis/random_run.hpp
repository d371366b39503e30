// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/run_result.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {

// A RunResult with something of its own in every field.
models::RunResult random_run(sim::Random& random);

// Equal in every field, sample by sample.
bool same(const models::RunResult& a, const models::RunResult& b);

}  // namespace loopsim::analysis
