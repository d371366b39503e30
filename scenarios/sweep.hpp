// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/axes.hpp"
#include "scenarios/constraint.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/variant_choice.hpp"

namespace loopsim::scenarios {

// A sweep file: a base scenario and the axes along which it varies. Its points are the cross product of the groups of
// axes, less those that break a constraint.
struct Sweep {
  std::filesystem::path file;
  std::string name;
  std::string question;
  std::filesystem::path scenario_file;
  Place scenario_place;
  std::vector<VariantChoice> variants;  // those to run at every point; all of the scenario if empty
  std::vector<AxisGroup> groups;        // at least one
  std::vector<Constraint> constraints;
};

// One combination of values: the row taken from each group.
struct SweepPoint {
  std::vector<std::uint32_t> rows;
};

// From here on a sweep is more likely a slip than a plan.
inline constexpr std::uint64_t kManyPoints = 1'000'000;

// More than this no memory holds.
inline constexpr std::uint64_t kMostPoints = 100'000'000;

// Reads and checks a sweep file, but not yet what its values do to the scenario; see SweepScenario. Throws InputError.
Sweep load_sweep(const std::filesystem::path& file);

// True if the file looks like a sweep rather than a scenario. Throws InputError where it is no YAML.
bool is_sweep(const std::filesystem::path& file);

// The points in their order: the first axis varies slowest. Throws InputError when the groups make more than `most`
// combinations, and when the constraints leave none.
std::vector<SweepPoint> points_of(const Sweep& sweep, std::uint64_t most);

// The axes by their dotted keys, in the order of the columns, and their values at a point as the sweep file has them.
std::vector<std::string> axis_keys(const Sweep& sweep);
std::vector<std::string> axis_values(const Sweep& sweep, const SweepPoint& point);

// "cases.*.iodepth=4, machine.cpus=2"
std::string point_text(const Sweep& sweep, const SweepPoint& point);

}  // namespace loopsim::scenarios
