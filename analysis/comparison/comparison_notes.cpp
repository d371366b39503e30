// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "analysis/comparison/comparison_writers.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kMostLines = 8;
constexpr double kSignificance = 1 - kConfidence;

std::vector<const ComparedWorkload*> workloads_of(const ResultComparison& comparison) {
  std::vector<const ComparedWorkload*> workloads;
  for (const ComparedSide& side : comparison) {
    for (const ComparedWorkload& workload : side.workloads) {
      workloads.push_back(&workload);
    }
  }
  return workloads;
}

std::string significance_note(const ResultComparison& comparison) {
  std::size_t tested = 0;
  std::size_t significant = 0;
  for (const ComparedWorkload* workload : workloads_of(comparison)) {
    tested += workload->p_holm ? 1 : 0;
    significant += workload->significant() ? 1 : 0;
  }
  if (tested == 0) {
    return "no interval: each side needs two replications or more";
  }
  return fmt::format("*: significant at 5 % after Holm's correction: {} of {} changes", significant, tested);
}

std::string rank_note(const ResultComparison& comparison) {
  std::size_t tested = 0;
  std::size_t significant = 0;
  double least = 1;
  for (const ComparedWorkload* workload : workloads_of(comparison)) {
    if (workload->rank_p_holm) {
      ++tested;
      significant += *workload->rank_p_holm <= kSignificance ? 1 : 0;
      least = std::min(least, least_rank_p_value(workload->before.iops.size(), workload->after.iops.size()));
    }
  }
  if (tested == 0) {
    return "";
  }
  const bool blind = least * static_cast<double>(tested) > kSignificance;
  return fmt::format("Mann-Whitney, corrected alike: {} of {}{}", significant, tested,
                     blind ? "; too few replications for it to tell" : "");
}

std::string identity_note(const ResultComparison& comparison) {
  const std::vector<const ComparedWorkload*> workloads = workloads_of(comparison);
  const auto identical = std::ranges::count_if(
      workloads, [](const ComparedWorkload* workload) { return workload->before.iops == workload->after.iops; });
  return identical == 0 ? "" : fmt::format("the same IOPS in every replication: {} of {}", identical, workloads.size());
}

std::string pairing_note(const ResultComparison& comparison) {
  std::vector<double> reductions;
  for (const ComparedWorkload* workload : workloads_of(comparison)) {
    if (workload->variance_reduction) {
      reductions.push_back(100 * *workload->variance_reduction);
    }
  }
  if (reductions.empty()) {
    return "";
  }
  const auto [least, most] = std::ranges::minmax(reductions);
  const std::string range = reductions.size() == 1 ? "" : fmt::format(" (median; {:.0f} % to {:.0f} %)", least, most);
  return fmt::format("paired by replication: common random numbers took away {:.0f} % of the variance of the change{}",
                     median(reductions), range);
}

void append_if_any(std::vector<std::string>& notes, std::string note) {
  if (!note.empty()) {
    notes.push_back(std::move(note));
  }
}

}  // namespace

std::vector<std::string> comparison_notes(const ResultComparison& comparison) {
  std::vector<std::string> notes;
  append_if_any(notes, significance_note(comparison));
  append_if_any(notes, rank_note(comparison));
  append_if_any(notes, identity_note(comparison));
  append_if_any(notes, pairing_note(comparison));
  for (const ComparedSide& side : comparison) {
    if (!side.unpaired_because.empty()) {
      notes.push_back(fmt::format("{} and {} are not paired ({}): Welch's intervals", side.before, side.after,
                                  side.unpaired_because));
    }
  }
  return notes;
}

std::vector<std::string> difference_notes(const ComparedSide& side) {
  std::vector<std::string> notes;
  const std::size_t shown = std::min(side.differences.size(), kMostLines);
  for (std::size_t i = 0; i < shown; ++i) {
    const KeyDifference& difference = side.differences[i];
    notes.push_back(fmt::format("differs: {}: {} -> {}", difference.key, difference.before, difference.after));
  }
  if (side.differences.size() > shown) {
    notes.push_back(fmt::format("differs: {} more keys of resolved.yaml", side.differences.size() - shown));
  }
  if (!side.unmatched.empty()) {
    std::string names;
    for (std::size_t i = 0; i < std::min(side.unmatched.size(), kMostLines); ++i) {
      names += (i == 0 ? "" : ", ") + side.unmatched[i];
    }
    if (side.unmatched.size() > kMostLines) {
      names += fmt::format(" and {} more", side.unmatched.size() - kMostLines);
    }
    notes.push_back("on one side only: " + names);
  }
  return notes;
}

}  // namespace loopsim::analysis
