// SPDX-License-Identifier: GPL-2.0
#include "models/worker_pool.hpp"

#include <fmt/format.h>

namespace loopsim::models {

WorkerPool::Kworker::Kworker(WorkerPool& pool, sim::Cpu& home, std::size_t number)
    : thread(pool.kernel_.processors(), fmt::format("kworker/u{}:{}", pool.kernel_.processors().size(), number), home,
             sim::Thread::Affinity::unbound),
      process(pool.run(*this)) {
  thread.park(process.handle());
}

WorkerPool::WorkerPool(Kernel& kernel) : kernel_(kernel), lock_(kernel.costs().lock_bounce) {}

void WorkerPool::queue(Work& work, const sim::Context& context) {
  if (work.pending_) return;
  work.pending_ = true;
  worklist_.push(work);
  const sim::SimTime waking = wakes() ? kernel_.costs().wake_issue : 0;
  context.charge(occupy_lock(kernel_.local_now(context), kernel_.costs().pool_lock_hold + waking) - waking);
  kick(context);
}

// An idle kworker is idle until it runs; until then nobody else is woken.
bool WorkerPool::wakes() const { return idle_.empty() || !idle_.back()->called; }

// kick_pool(): wakes the first idle kworker, under the pool's lock. If there is none, makes one at once; in the kernel
// a kworker does that before it starts to work.
void WorkerPool::kick(const sim::Context& context) {
  if (!wakes()) return;
  if (idle_.empty()) {
    const auto home = static_cast<int>(kworkers_.size()) % kernel_.processors().size();
    // The last CPUs first: the jobs begin at the other end.
    sim::Cpu& cpu = kernel_.processors().cpu(kernel_.processors().size() - 1 - home);
    kworkers_.emplace_back(*this, cpu, kworkers_.size());
    idle_.push_back(&kworkers_.back());
    if (kernel_.has_workqueue_pods()) kworkers_.back().thread.repatriate(context.cpu());
    kworkers_.back().thread.wake(context);
    return;
  }
  Kworker& kworker = *idle_.back();
  kworker.called = true;
  if (kernel_.has_workqueue_pods()) kworker.thread.repatriate(context.cpu());
  kworker.thread.wake(context);
}

sim::SimTime WorkerPool::occupy_lock(sim::SimTime now, sim::SimTime hold) {
  const sim::SimTime taken = lock_.occupy(now, hold);
  kernel_.tell([&](Observer& observer) { observer.holds("pool->lock", now + taken - hold, now + taken); });
  return taken;
}

sim::ThreadTimes WorkerPool::times() const {
  sim::ThreadTimes total;
  for (const Kworker& kworker : kworkers_) total += kworker.thread.times();
  return total;
}

// The first item of the list that no other kworker runs; assign_work() hands over those that one does.
Work* WorkerPool::next_work(Kworker& kworker) {
  const sim::Context context(kworker.thread);
  while (Work* work = worklist_.pop()) {
    context.charge(occupy_lock(kernel_.local_now(context), kernel_.costs().pool_lock_hold));
    if (!work->running_) return work;
    work->handed_over_ = true;
  }
  return nullptr;
}

sim::Process WorkerPool::run(Kworker& kworker) {
  sim::Thread& thread = kworker.thread;
  Current current{thread};
  for (;;) {
    std::erase(idle_, &kworker);
    while (Work* work = next_work(kworker)) {
      // The next item does not wait for this one.
      if (!worklist_.empty()) kick(current.context());
      work->running_ = true;
      do {
        work->handed_over_ = false;
        work->pending_ = false;
        ++work->activations_;
        kernel_.tell([&](Observer& observer) {
          observer.enters(thread, work->function(), nullptr, kernel_.local_now(current.context()));
        });
        co_await work->run(current);
        kernel_.tell([&](Observer& observer) { observer.leaves(thread, kernel_.local_now(current.context())); });
        // process_one_work() has one after each function.
        co_await thread.cond_resched();
        // The pool's lock again, to retire the item.
        co_await thread.compute(occupy_lock(kernel_.local_now(current.context()), kernel_.costs().pool_lock_hold));
      } while (work->handed_over_);
      work->running_ = false;
    }
    kworker.called = false;
    idle_.push_back(&kworker);
    while (!kworker.called) co_await thread.sleep();
  }
}

}  // namespace loopsim::models
