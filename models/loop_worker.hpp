// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>

#include "models/loop_command.hpp"
#include "models/work_span.hpp"
#include "models/worker_pool.hpp"

namespace loopsim::models {

// The commands of one cgroup (struct loop_worker) and the work item that handles them one after another. It waits for
// each submission, not for the I/O; whoever blocks in it blocks all behind him.
class LoopWorker final : public Work {
 public:
  enum class Kind : unsigned char {
    root,    // part of the device
    cgroup,  // allocated when it is needed, freed after a minute without work
  };
  LoopWorker(LoopDevice& device, Kind kind)
      : device_(device), is_root_(kind == Kind::root), idle_since_(is_root_ ? kBusy : kFreed) {}

  // False if it must be allocated first, for a command at `now`. Nobody frees it in the meantime: that it is gone shows
  // when somebody looks for it.
  bool exists(sim::SimTime now) const {
    return idle_since_ == kBusy || (idle_since_ != kFreed && now - idle_since_ <= kIdleTimeout);
  }
  void append(LoopCommand& command);
  sim::Task<> run(Current& kworker) override;
  const char* function() const override { return "loop_process_work"; }
  // From the start of the device to now.
  WorkTimes times() const;

 private:
  static constexpr sim::SimTime kIdleTimeout = 60 * sim::kSecond;  // LOOP_IDLE_WORKER_TIMEOUT
  static constexpr sim::SimTime kBusy = sim::kNever;               // the root's always
  static constexpr sim::SimTime kFreed = -1;

  LoopCommand* pop();

  LoopDevice& device_;
  bool is_root_;
  sim::SimTime idle_since_;
  sim::Fifo<LoopCommand, &LoopCommand::next> list_;
  std::size_t length_ = 0;
  WorkSpan span_;
};

}  // namespace loopsim::models
