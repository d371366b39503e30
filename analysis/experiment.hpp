// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>

#include "analysis/process_pool.hpp"
#include "analysis/result_table.hpp"
#include "models/run.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// What simulates one cell once; models::run outside of tests.
using Runner = std::function<models::RunResult(const models::SystemSpec&, const models::RunOptions&)>;

struct ExperimentOptions {
  Runner runner;
  models::EngineMode mode = models::EngineMode::horizon;
  int jobs = 1;              // processes at a time
  bool stage_times = false;  // keep RunResult::stage_times
  ProgressCallback progress;
};

// Runs every case under every variant as often as the scenario has replications, each run in a process of its own; with
// a precision, in rounds until it is reached (analysis/replication_plan.hpp). A replication uses the same seed and
// streams for all cells (common random numbers). The table does not depend on `jobs`. Throws JobError for the first run
// that fails, or that is no answer for want of a steady state (analysis/warm_up.hpp), and Interrupted on SIGINT or
// SIGTERM (analysis/process_pool.hpp).
ResultTable run_scenario(const scenarios::Scenario& scenario, const ExperimentOptions& options);

}  // namespace loopsim::analysis
