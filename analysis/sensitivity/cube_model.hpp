// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <vector>

#include "scenarios/sampling.hpp"

namespace loopsim::analysis {

// The value of some output at many points of the unit cube at once, so that whoever computes them can do so side by
// side. A point has one coordinate for each parameter: how far it is on its way through its range.
using CubeModel = std::function<std::vector<double>(const scenarios::UnitPoints& points)>;

}  // namespace loopsim::analysis
