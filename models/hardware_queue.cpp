// SPDX-License-Identifier: GPL-2.0
#include "models/hardware_queue.hpp"

#include "models/kblockd.hpp"
#include "models/kernel.hpp"

namespace loopsim::models {

void HardwareQueue::insert(HeldRequest& request, Kernel& kernel, const sim::Context& context) {
  inserted_.push(request);
  if (run_queued_) return;
  run_queued_ = true;
  kernel.kblockd().queue(*this, context);
}

sim::Task<> HardwareQueue::work(Current& kworker) {
  co_await issue_batch(kworker, inserted_);
  run_queued_ = false;
}

// blk_mq_issue_direct().
sim::Task<> issue_batch(Current& current, HeldRequests& batch) {
  HardwareQueue* hctx = nullptr;
  while (HeldRequest* request = batch.pop()) {
    if (hctx == nullptr) {
      request->hctx.begin_batch(current.thread);
    } else if (hctx != &request->hctx) {
      co_await hctx->commit_rqs(current);
    }
    hctx = &request->hctx;
    co_await hctx->queue_rq(current, {*request, batch.empty()});
  }
}

}  // namespace loopsim::models
