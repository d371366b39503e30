// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "analysis/number_format.hpp"
#include "models/run_result.hpp"

namespace loopsim::analysis {

// A number that means something to a reader, derived from the raw counts of one run or of a sum of runs. Its value is
// NaN where the run has nothing to derive it from, such as a mean over no I/O.
struct Metric {
  std::string name;  // the CSV column; ends with the unit where that is a time
  std::string unit;  // "1" for a pure number
  NumberFormat format;
  std::function<double(const models::RunResult&)> value;
};

// Every metric, in the order of the CSV columns. The first is iops, the headline, which summaries give with an
// interval.
std::span<const Metric> metrics();

// The metric of that name. Throws std::out_of_range if there is none.
const Metric& metric(std::string_view name);

// I/Os per second of simulated time: reads, writes and trims together.
double iops(const models::RunResult& run);

// Completion latency of reads, writes and trims together.
sim::Histogram clat(const models::RunResult& run);

}  // namespace loopsim::analysis
