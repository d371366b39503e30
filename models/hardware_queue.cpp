// SPDX-License-Identifier: GPL-2.0
#include "models/hardware_queue.hpp"

#include "models/kblockd.hpp"
#include "models/kernel.hpp"

namespace loopsim::models {

sim::Task<> HardwareQueue::run(Current& current) { return issue_batch(current, inserted_); }

void HardwareQueue::run_async(Kernel& kernel, const sim::Context& context) {
  if (run_queued_) return;
  run_queued_ = true;
  sim::Cpu* cpu = next_cpu();
  kernel.kblockd().queue_on(cpu == nullptr ? context.cpu() : *cpu, *this, context);
}

sim::Task<> HardwareQueue::work(Current& kworker) {
  co_await run(kworker);
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
