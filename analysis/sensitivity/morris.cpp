// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/morris.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "analysis/statistics.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::uint64_t kLevels = 4;
// Half the levels and a little: then all levels are as likely at the start of a step as at its end.
constexpr double kStep = 2.0 / 3.0;

// A way through the grid, and in which order it moves the parameters.
struct Trajectory {
  scenarios::UnitPoints points;
  std::vector<std::size_t> moved;  // between point i and point i + 1
};

Trajectory random_trajectory(std::size_t dimensions, sim::Random& random) {
  Trajectory trajectory;
  trajectory.moved.resize(dimensions);
  std::iota(trajectory.moved.begin(), trajectory.moved.end(), std::size_t{0});
  for (std::size_t i = dimensions; i > 1; --i) {
    std::swap(trajectory.moved[i - 1], trajectory.moved[random.below(i)]);
  }
  std::vector<double> point(dimensions);
  for (double& coordinate : point) {
    coordinate = static_cast<double>(random.below(kLevels)) / (kLevels - 1);
  }
  trajectory.points.push_back(point);
  for (const std::size_t parameter : trajectory.moved) {
    // On four levels one of the two directions stays inside, and it is the only one.
    point[parameter] += point[parameter] < 0.5 ? kStep : -kStep;
    trajectory.points.push_back(point);
  }
  return trajectory;
}

}  // namespace

std::vector<ElementaryEffects> morris(const CubeModel& model, std::size_t dimensions, std::size_t trajectories,
                                      std::uint64_t seed) {
  if (dimensions == 0 || trajectories < 2) {
    throw std::invalid_argument("Morris's method needs a parameter and two trajectories");
  }
  sim::Random random = sim::stream(seed, 0, "morris", 0);
  std::vector<Trajectory> ways;
  scenarios::UnitPoints points;
  for (std::size_t i = 0; i < trajectories; ++i) {
    ways.push_back(random_trajectory(dimensions, random));
    points.insert(points.end(), ways.back().points.begin(), ways.back().points.end());
  }
  const std::vector<double> values = model(points);
  std::vector<std::vector<double>> effects(dimensions);
  auto value = values.begin();
  for (const Trajectory& way : ways) {
    for (std::size_t i = 0; i < dimensions; ++i, ++value) {
      const std::size_t parameter = way.moved[i];
      const double distance = way.points[i + 1][parameter] - way.points[i][parameter];
      effects[parameter].push_back((value[1] - value[0]) / distance);
    }
    ++value;
  }
  std::vector<ElementaryEffects> result;
  for (std::vector<double>& list : effects) {
    ElementaryEffects of_parameter{mean(list), 0, std::sqrt(sample_variance(list))};
    for (double& effect : list) {
      effect = std::abs(effect);
    }
    of_parameter.mean_absolute = mean(list);
    result.push_back(of_parameter);
  }
  return result;
}

}  // namespace loopsim::analysis
