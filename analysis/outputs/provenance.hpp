// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

namespace loopsim::analysis {

// What it takes to repeat a result: the program, how it was called, and what it read. Seed and replications are part of
// the scenario.
struct Provenance {
  std::string version;
  std::string compiler;
  std::string build_type;
  std::string engine_mode;
  std::string command_line;
  std::string resolved_scenario;  // YAML
};

}  // namespace loopsim::analysis
