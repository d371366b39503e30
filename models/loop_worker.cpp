// SPDX-License-Identifier: GPL-2.0
#include "models/loop_worker.hpp"

#include "models/loop_device.hpp"

namespace loopsim::models {

void LoopWorker::append(LoopCommand& command) {
  idle_since_ = kBusy;
  list_.push(command);
  ++length_;
}

LoopCommand* LoopWorker::pop() {
  LoopCommand* command = list_.pop();
  if (command != nullptr) --length_;
  return command;
}

WorkTimes LoopWorker::times() const { return span_.until(device_.now()); }

sim::Task<> LoopWorker::run(Current& kworker) {
  span_.begin(kworker.thread, device_.now());
  for (;;) {
    const sim::SimTime lock = device_.occupy_work_lock(kworker.context());
    // Taken off the list at once: what is appended while the worker has the lock goes behind it anyway.
    LoopCommand* command = pop();
    if (command == nullptr) {
      co_await kworker.thread.compute(lock);
      command = pop();
      if (command == nullptr) {
        if (!is_root_) idle_since_ = device_.now();
        span_.end(device_.now());
        co_return;
      }
    } else {
      kworker.thread.charge(lock);
    }
    co_await device_.handle_command(kworker, *command, kworker.thread.pending());
    co_await kworker.thread.cond_resched();
  }
}

}  // namespace loopsim::models
