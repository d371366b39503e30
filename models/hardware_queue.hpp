// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/current.hpp"
#include "sim/fifo.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

class HardwareQueue;
class Kernel;

// A request that has its tag and is to be issued later, in a batch with others. In one such list at a time.
struct HeldRequest {
  explicit HeldRequest(HardwareQueue& queue) : hctx(queue) {}
  HardwareQueue& hctx;
  HeldRequest* next_held = nullptr;
};

using HeldRequests = sim::Fifo<HeldRequest, &HeldRequest::next_held>;

// What a driver is told of a request (struct blk_mq_queue_data).
struct QueueData {
  HeldRequest& request;
  bool last;  // none of the same batch follows, so the device has to be told now
};

// A hardware queue (struct blk_mq_hw_ctx), as far as batches concern it.
class HardwareQueue {
 public:
  HardwareQueue() = default;
  HardwareQueue(const HardwareQueue&) = delete;
  HardwareQueue& operator=(const HardwareQueue&) = delete;

  // Enters the read section around a batch.
  virtual void begin_batch(sim::Thread& thread) = 0;
  virtual sim::Task<> queue_rq(Current& current, const QueueData& data) = 0;
  // Tells the device of a batch that ended without its last request.
  virtual sim::Task<> commit_rqs(Current& current) = 0;

  // blk_mq_insert_requests(), with an asynchronous run of the queue: kblockd issues the request.
  void insert(HeldRequest& request, Kernel& kernel, const sim::Context& context);

  // On kblockd: blk_mq_run_work_fn(). One run at a time, whichever CPU it was asked for on.
  HardwareQueue* next_work = nullptr;
  sim::Task<> work(Current& kworker);
  static const char* work_function() { return "blk_mq_run_work_fn"; }
  static const StageClock* worked_for() { return nullptr; }

 protected:
  ~HardwareQueue() = default;

 private:
  HeldRequests inserted_;
  bool run_queued_ = false;
};

// Issues every request of `batch`, and what joins it meanwhile, to its hardware queue.
sim::Task<> issue_batch(Current& current, HeldRequests& batch);

}  // namespace loopsim::models
