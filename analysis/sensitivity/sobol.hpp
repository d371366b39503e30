// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/sensitivity/cube_model.hpp"

namespace loopsim::analysis {

// Which part of the output's variance a parameter accounts for when all of them vary over their ranges: alone, and with
// everything in which it interacts with others. Estimates may lie a little outside [0, 1].
struct SobolIndices {
  Estimate first;
  Estimate total;
};

struct SobolResult {
  std::vector<SobolIndices> indices;
  double mean = 0;  // of the output over the ranges
  double variance = 0;
};

// Parameters that one analysis can have: each takes two coordinates of the Sobol sequence.
inline constexpr std::size_t kMostSobolParameters = scenarios::kMostDimensions / 2;

// Asks the model for samples x (dimensions + 2) points. First-order indices by Saltelli's estimator of 2010, total ones
// by Jansen's; 95 % intervals by a bootstrap over the samples. Indices of an output that does not vary are 0. Throws
// std::invalid_argument for less than two samples, no dimension or more than kMostSobolParameters.
SobolResult sobol_indices(const CubeModel& model, std::size_t dimensions, std::size_t samples, std::uint64_t seed);

}  // namespace loopsim::analysis
