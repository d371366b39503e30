// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/comparison_cells.hpp"

#include <cmath>

#include <fmt/format.h>

#include "analysis/statistics.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kNanosecondsPerMicrosecond = 1e3;

std::string signed_per_cent(double fraction) {
  return (fraction < 0 ? '-' : '+') + fit_number(std::abs(100 * fraction), 3, 5);
}

}  // namespace

std::string kiops_text(const StoredCell& cell) { return fit_number(mean(cell.iops) / 1e3, 4, 6); }

std::string change_text(const ComparedWorkload& workload) {
  if (!workload.change) {
    return "-";
  }
  return signed_per_cent(workload.change->change.value) + (workload.significant() ? '*' : ' ');
}

std::string interval_text(const ComparedWorkload& workload) {
  if (!workload.change || !workload.change->change.interval) {
    return "-";
  }
  const Interval& interval = *workload.change->change.interval;
  return signed_per_cent(interval.low) + ',' + signed_per_cent(interval.high);
}

std::string microseconds_text(double nanoseconds) { return fit_number(nanoseconds / kNanosecondsPerMicrosecond, 3, 5); }

std::string context_switches_text(const StoredCell& cell) { return fit_number(cell.ctx_switches_per_io, 3, 5); }

}  // namespace loopsim::analysis
