// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <stdexcept>

#include "models/config.hpp"
#include "models/run_result.hpp"

namespace loopsim::analysis {

// How much of a run's window still is warm-up, by MSER-5 on its rate of I/O. It is reported, not cut out: the window
// is what the scenario says it is, and `ramp_time` is the place for a warm-up.
struct WarmUp {
  sim::SimTime cut = 0;  // from the start of the window
  double fraction = 0;   // of the window
  double shift = 0;      // the rate behind the cut over that of the whole window, minus 1
  double p_value = 1;    // Mann-Whitney, of rates before and behind the cut
};

// Whether the rate of a run is meant to become steady, so that a changing one is a warm-up. Not so where the work has
// an end of its own: a run until `size` is done, or the first pass over a file that is not written yet.
bool has_steady_state(const models::FioJobSpec& job, const models::RunResult& run);

// Empty for a run without a steady state, with too few samples or without I/O.
std::optional<WarmUp> warm_up(const models::FioJobSpec& job, const models::RunResult& run);

// A run that has not warmed up gives no answer.
class WarmUpError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws WarmUpError when the cut exceeds half of the window. MSER-5 alone sometimes prefers the quiet end of a steady
// rate with rare outliers, so the cut must also matter, by kWarmUpShift, and divide rates that differ beyond chance.
void require_warmed_up(const models::FioJobSpec& job, const models::RunResult& run);

inline constexpr double kWarmUpShift = 0.01;
inline constexpr double kWarmUpChance = 0.001;  // p-value

}  // namespace loopsim::analysis
