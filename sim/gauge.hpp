// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "sim/time.hpp"
#include "sim/wide.hpp"

namespace loopsim::sim {

// A whole number that changes over simulated time, such as requests in flight or busy processors, with its exact
// time integral since the last reset. Starts as 0 at time 0. The times passed to one gauge must not decrease.
class Gauge {
 public:
  void set(SimTime now, std::int64_t value) {
    accumulate(now);
    value_ = value;
    max_ = std::max(max_, value);
  }

  void add(SimTime now, std::int64_t delta) { set(now, value_ + delta); }

  std::int64_t value() const { return value_; }

  // The largest value held since the last reset, the value at the reset included.
  std::int64_t max() const { return max_; }

  // The sum of value x ns from the last reset to `now`. Throws std::overflow_error beyond 64 bits.
  std::int64_t integral(SimTime now) const {
    const Wide total = integral_at(now);
    if (total > std::numeric_limits<std::int64_t>::max() || total < std::numeric_limits<std::int64_t>::min()) {
      throw std::overflow_error("time integral of a gauge exceeds 64 bits");
    }
    return static_cast<std::int64_t>(total);
  }

  // The time-weighted mean from the last reset to `now`; the current value when no time has passed.
  double mean(SimTime now) const {
    if (now == reset_at_) {
      return static_cast<double>(value_);
    }
    return static_cast<double>(integral_at(now)) / static_cast<double>(now - reset_at_);
  }

  // Starts a new integral, mean and maximum at `now`; the value stays.
  void reset(SimTime now) {
    assert(now >= changed_at_);
    integral_ = 0;
    changed_at_ = now;
    reset_at_ = now;
    max_ = value_;
  }

 private:
  Wide integral_at(SimTime now) const {
    assert(now >= changed_at_);
    return integral_ + static_cast<Wide>(value_) * (now - changed_at_);
  }

  void accumulate(SimTime now) {
    integral_ = integral_at(now);
    changed_at_ = now;
  }

  Wide integral_ = 0;  // up to changed_at_
  SimTime changed_at_ = 0;
  SimTime reset_at_ = 0;
  std::int64_t value_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace loopsim::sim
