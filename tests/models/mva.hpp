// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include <Eigen/Core>

namespace loopsim::models {

// A queue served first come, first served by `servers` equal servers, exponential with mean `service`.
struct QueueStation {
  double service = 0;
  int servers = 1;
};

// Of a closed network with n customers, at index n - 1.
struct MvaResult {
  Eigen::ArrayXd throughput;
  Eigen::ArrayXd response;  // time from one pause to the next
};

// Exact mean value analysis (Reiser and Lavenberg) of a closed network with one class: every customer pauses for
// `think` on average, however distributed, visits each station once, and so on for ever. For populations 1 to
// `population`.
MvaResult exact_mva(double think, const std::vector<QueueStation>& stations, int population);

}  // namespace loopsim::models
