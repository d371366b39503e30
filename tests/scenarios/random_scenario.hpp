// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// A scenario such as load_scenario() could give, drawn inside a rapidcheck property.
Scenario random_scenario();

}  // namespace loopsim::scenarios
