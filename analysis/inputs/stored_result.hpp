// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outputs/provenance.hpp"
#include "analysis/summary.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {

// A bin of a latency histogram, as fio's json+ has it.
struct LatencyBin {
  double value_ns = 0;
  double count = 0;
};

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

  std::string policy = {};
  std::string note = {};
  Estimate iops_estimate = {};
  std::optional<Estimate> ratio = {};          // of iops, to the baseline's or to that of `against`
  std::optional<Comparison> published = {};    // beside the published value
  std::map<std::string, double> metrics = {};  // by column of runs.csv
  std::vector<LatencyBin> clat_bins = {};      // reads, writes and trims together, by value
  std::vector<std::string> digests = {};       // of each replication

  // A metric by its name; NaN where this version has none of that name.
  double metric(const std::string& name) const;
};

// A directory that `loopsim run --out` left.
struct StoredResult {
  std::filesystem::path directory;
  std::string scenario;
  std::string version;
  std::uint64_t seed = 0;
  std::vector<StoredCell> cells;
  scenarios::YamlNode resolved;  // the resolved scenario

  std::string question = {};
  Provenance provenance = {};
  int replications = 0;  // of each cell, unless a precision asked for more
};

// Reads and checks summary.json, runs.csv and resolved.yaml. Throws scenarios::InputError for a directory without them,
// for a file that is torn or of another format, and for files that are not of one run.
StoredResult read_result(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
