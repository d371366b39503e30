// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/hardware_queue.hpp"

namespace loopsim::models {

class Kernel;

// struct blk_plug: the requests that a task has got in one system call and not issued yet. They are issued at the end
// of the call, or when there are many; if the task goes to sleep before, kblockd issues them. Requests are not merged,
// as with the queue's nomerges set.
class Plug final : private sim::SwitchHooks {
 public:
  static constexpr int kMost = 32;                 // BLK_MAX_REQUEST_COUNT
  static constexpr int kMostOfSeveralQueues = 64;  // twice that

  explicit Plug(Kernel& kernel) : kernel_(kernel) {}

  // blk_start_plug(), for a task without one.
  void start(Current& current);
  // blk_finish_plug().
  sim::Task<> finish(Current& current);
  // blk_add_rq_to_plug(): issues those that are there first, if they are many.
  sim::Task<> add(Current& current, HeldRequest& request);

 private:
  // blk_flush_plug() from schedule().
  void going_to_sleep(sim::Thread& thread) override;
  sim::SimTime switched_in(sim::Thread& thread, sim::SimTime at) override;
  sim::Task<> flush(Current& current);
  sim::Task<> flush_and_add(Current& current, HeldRequest& request);
  void put(HeldRequest& request);

  Kernel& kernel_;
  sim::SwitchHooks* kworker_ = nullptr;  // of a kworker: its pool hears of its sleeps before the plug does
  HeldRequests requests_;
  const HardwareQueue* first_ = nullptr;  // whose request was added to the empty plug
  int count_ = 0;                         // rq_count: zero already while they are being issued
  bool several_queues_ = false;           // multiple_queues
};

}  // namespace loopsim::models
