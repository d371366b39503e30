// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>

#include "analysis/explain/cell_facts.hpp"

namespace loopsim::analysis {

// The answer to a scenario's question for one case, in two sentences: which variant does most I/O, how many times its
// baseline with the interval, and why. `cells` are the variants of that case. The device without a loop device is a
// bound and no candidate.
std::string answer(std::span<const CellFacts> cells);

}  // namespace loopsim::analysis
