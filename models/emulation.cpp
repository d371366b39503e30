// SPDX-License-Identifier: GPL-2.0
#include "models/emulation.hpp"

#include <utility>

namespace loopsim::models {
namespace {

CommandView view_of(const Kiocb& kiocb) { return {kiocb.op, kiocb.offset, kiocb.bytes, kiocb.cgroup}; }

}  // namespace

Emulation::Emulation(Kernel& kernel, File& file, std::unique_ptr<Policy> policy)
    : kernel_(kernel),
      file_(file),
      policy_(std::move(policy)),
      lock_(kernel.costs().lock_bounce),
      worker_(kernel.processors(), "worker", kernel.processors().cpu(kernel.processors().size() - 1),
              sim::Thread::Affinity::unbound),
      process_(run_worker()) {
  worker_.park(process_.handle());
}

void Emulation::tell_enters(const Current& current, const char* function, const Kiocb& kiocb) const {
  kernel_.tell([&](Observer& observer) {
    observer.enters(current.thread, function, kiocb.clock, kernel_.local_now(current.context()));
  });
}

void Emulation::tell_leaves(const Current& current) const {
  kernel_.tell([&](Observer& observer) { observer.leaves(current.thread, kernel_.local_now(current.context())); });
}

sim::Task<IoResult> Emulation::submit(Current& current, Kiocb& kiocb) {
  sim::Thread& thread = current.thread;
  const Costs& costs = kernel_.costs();
  if (policy_->attempts_nowait(view_of(kiocb), *this)) {
    kiocb.clock->enter(Stage::attempt, kernel_.local_now(current.context()));
    tell_enters(current, "attempt", kiocb);
    ++counters_.attempts;
    kiocb.nowait = true;
    thread.charge(costs.aio_submit);
    const IoResult result = co_await file_.submit(current, kiocb);
    if (result.is_again()) kernel_.tell([&](Observer& observer) { observer.refused(current.thread, result.reason); });
    tell_leaves(current);
    if (!result.is_again()) {
      ++counters_.successes;
      co_return result;
    }
    ++counters_.eagain[static_cast<std::size_t>(result.reason)];
    policy_->on_eagain(view_of(kiocb), result.reason);
  } else if (policy_->submits_in_issuer()) {
    ++counters_.hint_skips;
  }
  co_await thread.compute(costs.emulation_enqueue +
                          lock_.occupy(kernel_.local_now(current.context()), costs.lo_work_lock_hold));
  kiocb.clock->enter(Stage::list_wait, kernel_.now());
  list_.push_back(&kiocb);
  if (kiocb.op == Op::write) {
    ++blocking_writes_;
    slow_.set(kernel_.now(), 1);
  }
  // A futex wakes the worker if it sleeps.
  if (worker_.sleeping()) worker_.wake(current.context());
  co_return IoResult::queued();
}

sim::Process Emulation::run_worker() {
  const Costs& costs = kernel_.costs();
  for (;;) {
    while (list_.empty()) {
      span_.end(kernel_.now());
      co_await worker_.sleep();
      span_.begin(worker_, kernel_.now());
    }
    co_await worker_.compute(lock_.occupy(kernel_.local_now(worker_current_.context()), costs.lo_work_lock_hold));
    Kiocb& kiocb = *list_.front();
    list_.pop_front();
    const sim::SimTime begin = kernel_.now();
    const bool write = kiocb.op == Op::write;
    kiocb.clock->enter(Stage::worker, begin);
    ++counters_.worker_commands;
    kiocb.nowait = false;
    tell_enters(worker_current_, "io_submit", kiocb);
    worker_.charge(costs.emulation_command + costs.aio_submit);
    const IoResult result = co_await file_.submit(worker_current_, kiocb);
    if (!result.is_queued()) kiocb.owner->ki_complete(kiocb, result, worker_current_.context());
    co_await worker_.compute(0);
    tell_leaves(worker_current_);
    counters_.worker_busy += kernel_.now() - begin;
    if (write && --blocking_writes_ == 0) slow_.set(kernel_.now(), 0);
    co_await worker_.return_to_user();
  }
}

}  // namespace loopsim::models
