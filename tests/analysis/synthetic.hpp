// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "sim/random.hpp"

namespace loopsim::analysis {

// Random series of which the truth is known.

inline double standard_normal(sim::Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

inline double exponential(sim::Random& random, double mean) { return -mean * std::log(1 - random.uniform()); }

// x[i] = phi x[i-1] + noise of variance 1, of mean 0, stationary from the start.
inline std::vector<double> ar1(sim::Random& random, double phi, std::size_t length) {
  std::vector<double> series(length);
  double x = standard_normal(random) / std::sqrt(1 - phi * phi);
  for (double& value : series) {
    value = x;
    x = phi * x + standard_normal(random);
  }
  return series;
}

// Times that customers of an M/M/1 queue wait, by Lindley's recursion. Arrivals come every `interarrival` on average,
// services take `service`; the first customer finds the queue in its steady state, so the mean is
// service x utilisation / (1 - utilisation) from the start.
inline std::vector<double> mm1_waiting_times(sim::Random& arrivals, sim::Random& services, double interarrival,
                                             double service, std::size_t customers) {
  const double utilisation = service / interarrival;
  std::vector<double> waits(customers);
  const double mean_if_waiting = service / (1 - utilisation);
  double wait = services.uniform() < utilisation ? exponential(services, mean_if_waiting) : 0;
  for (double& value : waits) {
    value = wait;
    wait = std::fmax(0, wait + exponential(services, service) - exponential(arrivals, interarrival));
  }
  return waits;
}

}  // namespace loopsim::analysis
