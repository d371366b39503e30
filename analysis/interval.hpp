// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>

namespace loopsim::analysis {

// A two-sided confidence interval, in the unit of the value that it belongs to.
struct Interval {
  double low = 0;
  double high = 0;

  double half_width() const { return (high - low) / 2; }
};

// A mean over replications and how well it is known. One replication says nothing about its spread, so it has no
// interval.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;
};

}  // namespace loopsim::analysis
