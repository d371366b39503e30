// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/key_difference.hpp"
#include "analysis/comparison/side.hpp"
#include "analysis/mann_whitney.hpp"
#include "analysis/relative_change.hpp"

namespace loopsim::analysis {

// A workload before and after, in IOPS. What one replication cannot tell, or a side without I/O, is empty.
struct ComparedWorkload {
  StoredCell before;
  StoredCell after;
  std::optional<RelativeChange> change;
  std::optional<RankTest> rank_test;
  std::optional<double> p_holm;       // of the t test, adjusted for all workloads of the comparison
  std::optional<double> rank_p_holm;  // of the rank test
  std::optional<double> variance_reduction;

  bool significant() const { return p_holm && *p_holm <= 1 - kConfidence; }
};

// One side against the first.
struct ComparedSide {
  std::string before;
  std::string after;
  std::string unpaired_because;  // empty where replications ran on common random numbers
  bool one_variant = false;      // on each side: workloads are told apart by their case
  std::vector<ComparedWorkload> workloads;
  std::vector<std::string> unmatched;
  std::vector<KeyDifference> differences;  // between what the two sides ran
};

using ResultComparison = std::vector<ComparedSide>;

// Compares every side after the first with the first. Replications are paired by number, as many as both sides have,
// where they ran from the same seed: common random numbers. Throws scenarios::InputError where two sides have no
// workload in common.
ResultComparison compare(std::span<const Side> sides);

}  // namespace loopsim::analysis
