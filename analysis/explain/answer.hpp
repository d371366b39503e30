// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>

#include "analysis/explain/cell_facts.hpp"

namespace loopsim::analysis {

// The answer to a scenario's question for one case: which variant does most I/O, how many times its baseline with the
// interval, and why. `cells` are the variants of that case. Where loop devices are compared with each other, what
// stands in the place of one is named at the end with its rate, and is no candidate; the device alone never is.
std::string answer(std::span<const CellFacts> cells);

}  // namespace loopsim::analysis
