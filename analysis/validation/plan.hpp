// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "models/config.hpp"

namespace loopsim::analysis {

// A measured row that will be simulated, and how it will be judged.
struct PlannedRow {
  std::string machine;   // by which the report is split
  std::string heading;   // what it shares with its neighbours in a table
  std::string label;     // what tells it from them
  std::string name;      // unique in the plan
  std::string pair_key;  // rows of one machine that share it differ in policy alone
  Measurement measured;
  double tolerance = 0;  // relative: 0.15 takes 15 % to either side
  bool fitted = false;   // otherwise it is predicted
  models::SystemSpec system;
};

// A measured row that will not be simulated, and why.
struct LeftOutRow {
  Measurement measured;
  std::string name;
  std::string reason;
};

// Everything that a validation is going to do, checked and resolved.
struct ValidationPlan {
  std::string name;
  std::string question;
  int replications = 1;
  std::uint64_t seed = 1;
  std::vector<std::string> machines;  // in the order of the report
  std::vector<PlannedRow> rows;       // by machine
  std::vector<LeftOutRow> left_out;
  std::vector<std::string> notes;  // about files, one sentence each
};

}  // namespace loopsim::analysis
