// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/current.hpp"
#include "models/kblockd_work.hpp"
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
class HardwareQueue : public KblockdWork {
 public:
  // Enters the read section around a batch.
  virtual void begin_batch(sim::Thread& thread) = 0;
  virtual sim::Task<> queue_rq(Current& current, const QueueData& data) = 0;
  // Tells the device of a batch that ended without its last request.
  virtual sim::Task<> commit_rqs(Current& current) = 0;

  // blk_mq_insert_request(): whoever runs the queue issues it.
  void insert(HeldRequest& request) { inserted_.push(request); }
  bool has_inserted() const { return !inserted_.empty(); }
  // blk_mq_run_hw_queue(): by the caller, or, asynchronously, by kblockd. One such run at a time, whichever CPU it was
  // asked for on.
  sim::Task<> run(Current& current);
  void run_async(Kernel& kernel, const sim::Context& context);

  sim::Task<> work(Current& kworker) final;
  const char* work_function() const final { return "blk_mq_run_work_fn"; }

 protected:
  ~HardwareQueue() = default;

 private:
  // Where kblockd is to run the queue; nullptr: where it is asked to.
  virtual sim::Cpu* next_cpu() { return nullptr; }

  HeldRequests inserted_;
  bool run_queued_ = false;
};

// Issues every request of `batch`, and what joins it meanwhile, to its hardware queue.
sim::Task<> issue_batch(Current& current, HeldRequests& batch);

}  // namespace loopsim::models
