// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>

#include "models/loop_command.hpp"
#include "models/worker_pool.hpp"

namespace loopsim::models {

// The commands of one cgroup (struct loop_worker) and the work item that handles them one after another. It waits for
// each submission, not for the I/O; whoever blocks in it blocks all behind him.
class LoopWorker final : public Work {
 public:
  explicit LoopWorker(LoopDevice& device) : device_(device) {}

  void append(LoopCommand& command);
  sim::Task<> run(Current& kworker) override;
  std::size_t length() const { return length_; }

 private:
  LoopCommand* pop();

  LoopDevice& device_;
  LoopCommand* head_ = nullptr;
  LoopCommand* tail_ = nullptr;
  std::size_t length_ = 0;
};

}  // namespace loopsim::models
