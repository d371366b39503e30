// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// A dotted key as `--set` takes it, and where the sweep file has it.
struct AxisKey {
  std::string text;
  Place place;
};

struct AxisValue {
  std::string text;
  Place place;
};

// Axes that move together: an axis of its own has one key, paired lists have several, and a sample has all that it
// draws. rows[i][k] is the i-th value of keys[k].
struct AxisGroup {
  std::vector<AxisKey> keys;
  std::vector<std::vector<AxisValue>> rows;
};

// `axes:`, a map of keys to lists and ranges: a group for each.
std::vector<AxisGroup> read_axes(const Value& axes);

// `paired:`, a list of maps of keys to lists of one length: a group for each map.
std::vector<AxisGroup> read_paired(const Value& paired);

// `sample:`, a Latin hypercube or a Sobol sequence over ranges: one group.
AxisGroup read_sample(const Value& sample);

}  // namespace loopsim::scenarios
