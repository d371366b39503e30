// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "analysis/measurements/measurement.hpp"
#include "models/config.hpp"
#include "scenarios/scenario.hpp"
#include "sim/time.hpp"

namespace loopsim::analysis {

// Why a row cannot be simulated: something that its fields name has no model, or the machine does not have it.
struct NotModelled {
  std::string reason;
};

// What rows leave open: how long and on which file to simulate.
struct SimulatedRun {
  sim::SimTime runtime = sim::kSecond;
  sim::SimTime ramp_time = 100 * sim::kMillisecond;
  std::uint64_t file_size = std::uint64_t{4} << 30;
};

// The system that a row describes, on a machine. Its device is the machine's device of that name; where the row says
// the device's latency, NAME-LATENCY (null_blk-350us) if the machine has it, else NAME with a service of that length.
// CPUs and kernel are the row's.
std::variant<models::SystemSpec, NotModelled> system_of(const Measurement& row, const scenarios::Machine& machine,
                                                        const SimulatedRun& run);

}  // namespace loopsim::analysis
