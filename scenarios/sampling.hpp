// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loopsim::scenarios {

// Points that fill the unit cube evenly: rows of `dimensions` coordinates in [0, 1). They are the same with every
// compiler and on every machine.
using UnitPoints = std::vector<std::vector<double>>;

// McKay's Latin hypercube: along each coordinate, each of the `points` equal slices holds one point, at random within
// its slice; which slices meet is random, too.
UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

// The first points of the Sobol sequence, its origin included; any power of two of them is a balanced net.
UnitPoints sobol_sequence(std::size_t points, std::size_t dimensions);

// As far as the table of direction numbers is worth trusting.
inline constexpr std::size_t kMostDimensions = 64;

}  // namespace loopsim::scenarios
