// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/process.hpp"

namespace loopsim::models {

struct Current;
class StageClock;

// A work item of kblockd.
class KblockdWork {
 public:
  KblockdWork() = default;
  KblockdWork(const KblockdWork&) = delete;
  KblockdWork& operator=(const KblockdWork&) = delete;

  virtual sim::Task<> work(Current& kworker) = 0;
  static void work_done(Current&) {}
  // What the kernel calls that.
  virtual const char* work_function() const = 0;
  static const StageClock* worked_for() { return nullptr; }

  KblockdWork* next_work = nullptr;

 protected:
  ~KblockdWork() = default;
};

}  // namespace loopsim::models
