// SPDX-License-Identifier: GPL-2.0
#include "models/dio_workqueue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/file.hpp"

namespace loopsim::models {

DioWorkqueue::DioWorkqueue(Kernel& kernel) : pools_(static_cast<std::size_t>(kernel.processors().size())) {
  for (sim::Cpu& cpu : kernel.processors().cpus()) pools_.emplace_back(kernel, cpu);
}

void DioWorkqueue::queue(Kiocb& kiocb, const sim::Context& context) {
  pools_[static_cast<std::size_t>(context.cpu().index())].queue(kiocb, context);
}

std::size_t DioWorkqueue::most_kworkers() const {
  std::size_t most = 0;
  for (const Pool& pool : pools_) most = std::max(most, pool.kworkers());
  return most;
}

sim::ThreadTimes DioWorkqueue::times() const {
  sim::ThreadTimes total;
  for (const Pool& pool : pools_) total += pool.times();
  return total;
}

sim::ThreadTimes DioWorkqueue::Pool::times() const {
  sim::ThreadTimes total;
  for (const Kworker& kworker : kworkers_) total += kworker.thread.times();
  return total;
}

DioWorkqueue::Kworker::Kworker(Pool& owner, Kernel& kernel, sim::Cpu& cpu, std::size_t number)
    : pool(owner),
      thread(kernel.processors(), fmt::format("kworker/{}:{}", cpu.index(), number), cpu, sim::Thread::Affinity::bound),
      process(owner.run(*this)) {
  thread.observe_sleep(this);
  thread.park(process.handle());
}

// wq_worker_sleeping(), wq_worker_running().
void DioWorkqueue::Kworker::going_to_sleep(sim::Thread&) {
  if (state != State::working) return;
  state = State::blocked;
  --pool.running_;
  pool.kick(current.context());
}

void DioWorkqueue::Kworker::woken(sim::Thread&) {
  if (state != State::blocked) return;
  state = State::working;
  ++pool.running_;
}

void DioWorkqueue::Pool::queue(Kiocb& kiocb, const sim::Context& context) {
  worklist_.push(kiocb);
  kick(context);
}

// Where there is work and nobody at it, wakes an idle kworker, or makes one.
void DioWorkqueue::Pool::kick(const sim::Context& context) {
  if (worklist_.empty() || running_ > 0) return;
  if (idle_.empty()) {
    kworkers_.emplace_back(*this, kernel_, cpu_, kworkers_.size() + 1);
    idle_.push_back(&kworkers_.back());
  }
  Kworker& kworker = *idle_.back();
  idle_.pop_back();
  kworker.state = Kworker::State::working;
  ++running_;
  kworker.thread.wake(context);
}

sim::Process DioWorkqueue::Pool::run(Kworker& self) {
  sim::Thread& thread = self.thread;
  for (;;) {
    // Who wakes up to find another at work leaves it the rest.
    while (!worklist_.empty() && running_ == 1) {
      Kiocb& kiocb = *worklist_.pop();
      kernel_.tell([&](Observer& observer) {
        observer.enters(thread, "iomap_dio_complete_work", kiocb.clock, kernel_.local_now(self.current.context()));
      });
      co_await thread.compute(kernel_.costs().dio_workqueue);
      co_await kiocb.file->dio_work(self.current, kiocb);
      kernel_.tell([&](Observer& observer) { observer.leaves(thread, kernel_.local_now(self.current.context())); });
      co_await thread.cond_resched();
    }
    --running_;
    self.state = Kworker::State::idle;
    idle_.push_back(&self);
    while (self.state == Kworker::State::idle) co_await thread.sleep();
  }
}

}  // namespace loopsim::models
