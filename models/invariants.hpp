// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/system.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// What must hold of every run once its last command is done. Throws RunError naming the first law that does not:
// flow balance in every layer, all tags back, empty work lists, Little's law, the utilisation law of the device and of
// the CPUs over `elapsed`, the length of the run.
void check_invariants(System& system, sim::SimTime elapsed);

}  // namespace loopsim::models
