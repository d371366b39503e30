// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/config.hpp"

namespace loopsim::models {

// Random systems, for properties. Drawn where they are called, inside a rapidcheck property.

// Any loop device on a written file under any load that a few thousand events can hold: more jobs than CPUs or fewer,
// ticks, more depth than tags, lower tags too few.
SystemSpec any_loop_system();

// The same on a file mapped in any way, in memory or not, under any mount options, with requests of one block or
// several, jobs on the same blocks or on their own, journals that stall, and a device with a doorbell and any
// interrupts.
SystemSpec any_mapped_system();

}  // namespace loopsim::models
