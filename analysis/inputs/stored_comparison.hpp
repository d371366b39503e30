// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

// One workload before and after, as the JSON of `loopsim compare` has it.
struct StoredChange {
  std::string case_name;
  std::string base_variant;
  std::string patched_variant;
  double base_iops = 0;  // NaN where there is none
  double patched_iops = 0;
  std::optional<Estimate> change;  // of IOPS, as a fraction
  bool significant = false;
};

struct StoredSide {
  std::string base;
  std::string patched;
  std::vector<StoredChange> workloads;
};

// What pictures and reports need of a comparison.
struct StoredComparison {
  std::filesystem::path file;
  std::vector<StoredSide> sides;  // at least one
};

// Reads and checks what `loopsim compare --out` or `--format json` wrote. Throws scenarios::InputError.
StoredComparison read_comparison(const std::filesystem::path& file);

}  // namespace loopsim::analysis
