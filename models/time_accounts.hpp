// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <vector>

#include "models/file_counters.hpp"
#include "models/run_result.hpp"
#include "models/work_span.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

class System;

// Where the time of a system's CPUs, threads, workers and locks has gone since its start. Taken at both edges of the
// measurement window; it asks every thread, so not more often.
class TimeAccounts {
 public:
  explicit TimeAccounts(System& system);

  // Fills in the time since `from`.
  void fill(RunResult& result, const TimeAccounts& from) const;

 private:
  sim::ThreadTimes& threads_of(ThreadKind kind) { return threads_[static_cast<std::size_t>(kind)]; }

  std::vector<sim::SimTime> cpu_busy_;  // CPU by CPU
  std::array<sim::ThreadTimes, kThreadKinds> threads_{};
  WorkTimes worker_;
  LockHolds file_locks_;
  sim::SimTime work_lock_ = 0;
  sim::SimTime pool_lock_ = 0;
};

}  // namespace loopsim::models
