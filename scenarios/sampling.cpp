// SPDX-License-Identifier: GPL-2.0
#include "scenarios/sampling.hpp"

#include <numeric>
#include <utility>

#include <boost/random/sobol.hpp>

#include "sim/random.hpp"

namespace loopsim::scenarios {

UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  UnitPoints cube(points, std::vector<double>(dimensions));
  std::vector<std::size_t> slices(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    sim::Random random = sim::stream(seed, 0, "latin-hypercube", d);
    std::iota(slices.begin(), slices.end(), std::size_t{0});
    for (std::size_t i = points; i > 1; --i) {
      std::swap(slices[i - 1], slices[random.below(i)]);
    }
    for (std::size_t i = 0; i < points; ++i) {
      cube[i][d] = (static_cast<double>(slices[i]) + random.uniform()) / static_cast<double>(points);
    }
  }
  return cube;
}

UnitPoints sobol_sequence(std::size_t points, std::size_t dimensions) {
  constexpr double kUnit = 0x1.0p-53;
  constexpr int kSurplusBits = 11;
  UnitPoints sequence(points, std::vector<double>(dimensions));
  boost::random::sobol engine(dimensions);  // leaves out the origin
  for (std::size_t i = 1; i < points; ++i) {
    for (double& coordinate : sequence[i]) {
      coordinate = static_cast<double>(engine() >> kSurplusBits) * kUnit;
    }
  }
  return sequence;
}

}  // namespace loopsim::scenarios
