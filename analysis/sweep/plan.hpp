// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep.hpp"
#include "scenarios/sweep_scenario.hpp"

namespace loopsim::analysis {

// The share `index` of `count`, from 1: every count-th point, so that shares take about as long as each other.
struct Shard {
  int index = 1;
  int count = 1;
};

// Reads `3/16`. Throws std::invalid_argument that says what was expected.
Shard parse_shard(std::string_view text);

// A point that is to be computed: its number in the whole sweep, from 0, and the id of what it computes. Points whose
// axes make no difference have the same id and are computed once.
struct PlannedPoint {
  std::size_t number = 0;
  scenarios::SweepPoint point;
  std::string id;
};

// What becomes of a table that lacks points: there is none, or it does without them.
enum class Holes { refuse, leave_out };

// What a shard of a sweep has to do.
struct SweepPlan {
  std::string id;         // the same for all shards of one sweep, and for no other sweep or version
  std::size_t total = 0;  // points of the whole sweep
  Shard shard;
  std::vector<PlannedPoint> points;  // of the shard, by number
};

// Resolves and so checks every point of the shard. Throws InputError.
SweepPlan plan_sweep(const scenarios::Sweep& sweep, scenarios::SweepScenario& scenario,
                     const std::vector<scenarios::SweepPoint>& points, Shard shard, std::string_view version);

}  // namespace loopsim::analysis
