// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/run_result.hpp"

namespace loopsim::analysis {

// What statistics see of a run, and what files show of it.
inline constexpr int kSamples = 1000;
inline constexpr std::size_t kTimeSeriesRows = 100;

// I/Os per second of simulated time in each interval of the window.
std::vector<double> iops_series(const models::RunResult& run);

// The samples joined to about kTimeSeriesRows longer intervals: counts and times add up, gauges are those of the end.
std::vector<models::RunResult::Sample> coarse_samples(std::span<const models::RunResult::Sample> samples);

}  // namespace loopsim::analysis
