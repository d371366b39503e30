// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/sweep/plan.hpp"

namespace loopsim::analysis {

// What is beside a results.csv to say which part of which sweep it is.
struct Manifest {
  std::string sweep;    // its name
  std::string version;  // of the program
  std::string plan;     // SweepPlan::id
  std::size_t total = 0;
  Shard shard;

  // What a report says of the sweep. Empty where the manifest is of a version that did not keep it.
  std::string question = {};
  std::string file = {};                   // as it was given
  std::vector<std::string> settings = {};  // `--set`
  std::string scenario = {};               // YAML: the base scenario under them, resolved
};

std::string to_json(const Manifest& manifest);

// Throws std::runtime_error that names the file if that is missing or no manifest.
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace loopsim::analysis
