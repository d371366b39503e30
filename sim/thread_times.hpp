// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/time.hpp"

namespace loopsim::sim {

// What threads have done since the start.
struct ThreadTimes {
  SimTime cpu = 0;       // CPU time; a stretch counts when it begins
  SimTime cpu_wait = 0;  // runnable, on a CPU's queue
  SimTime asleep = 0;

  ThreadTimes& operator+=(const ThreadTimes& other) {
    cpu += other.cpu;
    cpu_wait += other.cpu_wait;
    asleep += other.asleep;
    return *this;
  }
  friend ThreadTimes operator-(const ThreadTimes& a, const ThreadTimes& b) {
    return {a.cpu - b.cpu, a.cpu_wait - b.cpu_wait, a.asleep - b.asleep};
  }
};

}  // namespace loopsim::sim
