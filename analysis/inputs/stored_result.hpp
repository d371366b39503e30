// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {

// One case under one variant as a result directory has it. A number that does not exist is NaN.
struct StoredCell {
  std::string case_name;
  std::string variant;
  bool baseline = false;
  std::vector<double> iops;  // of each replication, from 0
  double clat_p50_ns = 0;    // of all replications taken together, like those below
  double clat_p99_ns = 0;
  double clat_p999_ns = 0;
  double cpu_ns_per_io = 0;
  double ctx_switches_per_io = 0;
};

// What comparisons need of a directory that `loopsim run --out` left.
struct StoredResult {
  std::filesystem::path directory;
  std::string scenario;
  std::string version;
  std::uint64_t seed = 0;
  std::vector<StoredCell> cells;
  scenarios::YamlNode resolved;  // the resolved scenario
};

// Reads and checks summary.json, runs.csv and resolved.yaml. Throws scenarios::InputError for a directory without them,
// for a file that is torn or of another format, and for files that are not of one run.
StoredResult read_result(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
