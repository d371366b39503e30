// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analysis/sensitivity/cube_model.hpp"

namespace loopsim::analysis {

// What Morris's method says of one parameter. An elementary effect is the change of the output along the whole range of
// the parameter, as a step of two thirds of it tells, with the others anywhere in theirs.
struct ElementaryEffects {
  double mean = 0;           // mu: effects of either sign cancel
  double mean_absolute = 0;  // mu*: how much the parameter matters
  double deviation = 0;      // sigma: how much that depends on the others, or on where in the range it is
};

// Walks `trajectories` random ways through a grid of four levels, each of which moves every parameter once, and asks
// the model for all their points: trajectories x (dimensions + 1). Deterministic for a seed. Throws
// std::invalid_argument for less than two trajectories or no dimension.
std::vector<ElementaryEffects> morris(const CubeModel& model, std::size_t dimensions, std::size_t trajectories,
                                      std::uint64_t seed);

}  // namespace loopsim::analysis
