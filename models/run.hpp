// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <stdexcept>

#include "models/config.hpp"
#include "models/observer.hpp"
#include "models/run_result.hpp"
#include "sim/engine_mode.hpp"

namespace loopsim::models {

using sim::EngineMode;

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;  // selects independent streams under the same seed
  EngineMode mode = EngineMode::horizon;
  int samples = 100;             // rows of the time series
  bool stage_times = false;      // fill RunResult::stage_times
  Observer* observer = nullptr;  // told of everything that happens; changes nothing of it
};

// An invariant of the run did not hold: a lost or doubled command, a leaked tag, Little's law, the utilisation law.
class RunError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Simulates one system from its ramp to the end of its window and drains it. One call per process: the SimGrid engine's
// clock cannot be reset. Throws RunError, and std::invalid_argument for a specification that no scenario can produce.
RunResult run(const SystemSpec& spec, const RunOptions& options);

}  // namespace loopsim::models
