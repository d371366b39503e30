// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/sweep/manifest.hpp"

namespace loopsim::analysis {

// One case under one variant at one point.
struct SweepRow {
  std::size_t point = 0;
  std::vector<std::string> at;  // the values of the axes, as the sweep file has them
  std::string case_name;
  std::string variant;
  std::string policy;
  Estimate iops;
  std::optional<Estimate> ratio;  // nothing where the baseline did no I/O
};

// What pictures and reports need of a directory that `loopsim sweep` or `loopsim merge` left.
struct StoredSweep {
  std::filesystem::path directory;
  Manifest manifest;
  std::string scenario;           // name of the base scenario
  std::vector<std::string> axes;  // dotted keys, in the order of SweepRow::at
  std::vector<SweepRow> rows;     // at least one
};

// Reads and checks results.csv (at most 64 MiB) and manifest.json. Throws scenarios::InputError, and std::runtime_error
// for a manifest that is not one.
StoredSweep read_sweep(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
