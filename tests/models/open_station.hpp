// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/config.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// What one replication of an open station measured.
struct OpenStationResult {
  double wait;         // mean time from arrival to service, ns
  double utilisation;  // of the station's units
};

// Commands arrive at a disk as a Poisson stream, on average one every `interarrival`, on a machine where nothing costs
// anything. Observes `commands` of them after a tenth as many have passed.
OpenStationResult run_open_station(const DeviceSpec& disk, sim::SimTime interarrival, int commands, std::uint64_t seed);

}  // namespace loopsim::models
