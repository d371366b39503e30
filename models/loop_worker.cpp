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

// loop_process_work(): the lock that it takes to look for the next command also covers the count of blocking writes.
sim::Task<> LoopWorker::run(Current& kworker) {
  span_.begin(kworker.thread, device_.now());
  const LoopCommand* handled = nullptr;
  bool wrote = false;
  for (;;) {
    const sim::SimTime lock = device_.occupy_work_lock(kworker.context());
    // All that others see of it at once is whether there is any command, or blocking write, at all.
    const bool seen = length_ == 0 || (wrote && device_.blocking_writes() == 1) || device_.counter_drifts();
    if (seen) {
      co_await kworker.thread.compute(lock);
    } else {
      kworker.thread.charge(lock);
    }
    // The command may be complete by now, and its tag in use again.
    if (device_.counter_drifts() && handled != nullptr) wrote = handled->is_aio_write();
    if (wrote) device_.end_blocking_write();
    LoopCommand* command = pop();
    if (command == nullptr) {
      if (!is_root_) idle_since_ = device_.now();
      span_.end(device_.now());
      co_return;
    }
    handled = command;
    wrote = command->is_aio_write();
    co_await device_.handle_command(kworker, *command, kworker.thread.pending());
    co_await kworker.thread.cond_resched();
  }
}

}  // namespace loopsim::models
