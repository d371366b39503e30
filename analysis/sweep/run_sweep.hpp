// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/sweep/plan.hpp"
#include "scenarios/sweep_scenario.hpp"

namespace loopsim::analysis {

// Points of a plan. Those with one id count each, though they are computed once.
struct SweepCount {
  std::size_t total = 0;
  std::size_t before = 0;  // were there already
  std::size_t done = 0;    // are there now, or failed
  std::size_t failed = 0;
};

struct SweepOptions {
  Runner runner;
  models::EngineMode mode = models::EngineMode::horizon;
  int jobs = 1;         // points at a time, each in a process of its own
  std::string version;  // of the program
  std::filesystem::path directory;
  Holes holes = Holes::refuse;                      // where points failed
  std::function<void(const SweepCount&)> progress;  // told before the first point and after each; may be empty
};

// A point that has no result, by the values of its axes.
struct PointFailure {
  std::string point;
  std::string reason;
};

struct SweepReport {
  SweepCount count;
  std::vector<PointFailure> failures;  // by number of the point
};

// Throws DestinationError (analysis/outputs/result_directory.hpp) unless the directory does not exist, is empty, or is
// that of a sweep.
void check_sweep_directory(const std::filesystem::path& directory);

// Computes the points of the plan that the directory does not have yet, each into a place of its own as it ends, and
// then results.csv, unless points failed and holes are refused. A point that fails does not keep the others from
// running; that a result cannot be stored ends the sweep with std::runtime_error. Throws Interrupted on SIGINT and
// SIGTERM. However it ends, what was finished stays and is not computed again.
SweepReport run_sweep(const scenarios::Sweep& sweep, scenarios::SweepScenario& scenario, const SweepPlan& plan,
                      const SweepOptions& options);

// Points of the plan that the directory does not have.
std::size_t unfinished_points(const SweepPlan& plan, const std::filesystem::path& directory);

// How long a point takes in one process, in seconds: the mean of those that the journal in the directory tells of, or
// else of the first, the middle and the last point of the plan, which it runs and throws away.
double seconds_per_point(scenarios::SweepScenario& scenario, const SweepPlan& plan, const SweepOptions& options);

}  // namespace loopsim::analysis
