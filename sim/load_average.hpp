// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace loopsim::sim {

// Of a thread or a CPU, in thousandths of a CPU that is busy all the time.
using Load = std::int64_t;

// Share of its time that something was busy: what the scheduler takes for its load. The average since the last look,
// renewed when that is a window ago; looks in between get the old value.
class LoadAverage {
 public:
  // `busy` tells the busy time since the start, if it is asked.
  template <typename Busy>
  Load at(SimTime now, SimTime window, const Busy& busy) {
    const SimTime elapsed = now - since_;
    if (elapsed > 0 && elapsed >= window) {
      const SimTime total = busy();
      load_ = 1000 * (total - busy_since_) / elapsed;
      since_ = now;
      busy_since_ = total;
    }
    return load_;
  }
  // Somebody with `load` came, or went if it is negative.
  void add(Load load) { load_ = load_ + load > 0 ? load_ + load : 0; }

 private:
  SimTime since_ = 0;
  SimTime busy_since_ = 0;
  Load load_ = 0;
};

}  // namespace loopsim::sim
