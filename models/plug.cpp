// SPDX-License-Identifier: GPL-2.0
#include "models/plug.hpp"

#include <utility>

#include "models/kernel.hpp"

namespace loopsim::models {

void Plug::start(Current& current) {
  count_ = 0;
  several_queues_ = false;
  current.plug = this;
  kworker_ = current.thread.hooks();
  current.thread.set_hooks(this);
}

sim::Task<> Plug::finish(Current& current) {
  co_await flush(current);
  current.plug = nullptr;
  current.thread.set_hooks(kworker_);
}

sim::Task<> Plug::add(Current& current, HeldRequest& request) {
  if (count_ >= (several_queues_ ? kMostOfSeveralQueues : kMost)) return flush_and_add(current, request);
  put(request);
  return sim::Task<>::ready();
}

sim::Task<> Plug::flush_and_add(Current& current, HeldRequest& request) {
  co_await flush(current);
  put(request);
}

void Plug::put(HeldRequest& request) {
  if (requests_.empty()) first_ = &request.hctx;
  several_queues_ |= first_ != &request.hctx;
  requests_.push(request);
  ++count_;
}

// blk_mq_flush_plug_list(). Requests of one queue are issued from the plug itself, so what these bring about on queues
// below joins them; those of several queues are sorted by queue first.
sim::Task<> Plug::flush(Current& current) {
  if (count_ == 0) co_return;
  count_ = 0;
  if (!several_queues_) co_await issue_batch(current, requests_);
  while (!requests_.empty()) {
    HeldRequests all = std::exchange(requests_, {});
    HeldRequests batch;
    const HardwareQueue* hctx = nullptr;
    while (HeldRequest* request = all.pop()) {
      if (hctx == nullptr) hctx = &request->hctx;
      (&request->hctx == hctx ? batch : requests_).push(*request);
    }
    co_await issue_batch(current, batch);
  }
}

// sched_submit_work().
void Plug::going_to_sleep(sim::Thread& thread) {
  if (kworker_ != nullptr) kworker_->going_to_sleep(thread);
  if (count_ == 0) return;
  count_ = 0;
  while (HeldRequest* request = requests_.pop()) {
    request->hctx.insert(*request);
    request->hctx.run_async(kernel_, sim::Context(thread));
  }
}

sim::SimTime Plug::switched_in(sim::Thread& thread, sim::SimTime at) {
  return kworker_ == nullptr ? 0 : kworker_->switched_in(thread, at);
}

}  // namespace loopsim::models
