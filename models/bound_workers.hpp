// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include <fmt/format.h>

#include "models/current.hpp"
#include "models/kernel.hpp"
#include "sim/fifo.hpp"
#include "sim/fixed_array.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// A per-CPU workqueue: an item is worked on the CPU that it was queued on, in a bound kworker. A CPU's pool is
// concurrency-managed: it keeps one kworker busy, and when that goes to sleep in its work, another takes the next item.
// An Item has work(), which is what is done, and work_done(), the part of it after the last wait; next_work for the
// list, and it says for an observer which function that is and for which command.
template <typename Item>
class BoundWorkers {
 public:
  // Names end in `suffix`; an item takes `cost` of CPU time beside its work.
  BoundWorkers(Kernel& kernel, const char* suffix, sim::SimTime cost)
      : pools_(static_cast<std::size_t>(kernel.processors().size())) {
    for (sim::Cpu& cpu : kernel.processors().cpus()) pools_.emplace_back(kernel, cpu, suffix, cost);
  }

  // Works on `item` on the CPU of `context`.
  void queue(Item& item, const sim::Context& context) { queue_on(context.cpu(), item, context); }
  void queue_on(const sim::Cpu& cpu, Item& item, const sim::Context& context) {
    pools_[static_cast<std::size_t>(cpu.index())].queue(item, context);
  }

  // Of the pool that has most.
  std::size_t most_kworkers() const {
    std::size_t most = 0;
    for (const Pool& pool : pools_) most = std::max(most, pool.kworkers());
    return most;
  }
  // Of all kworkers.
  sim::ThreadTimes times() const {
    sim::ThreadTimes total;
    for (const Pool& pool : pools_) total += pool.times();
    return total;
  }

 private:
  class Pool;

  struct Kworker final : sim::SwitchHooks {
    enum class State : unsigned char { idle, woken, working, blocked };

    Kworker(Pool& owner, const std::string& name, Kernel& kernel, sim::Cpu& cpu)
        : pool(owner), thread(kernel.processors(), name, cpu, sim::Thread::Affinity::bound), process(owner.run(*this)) {
      thread.set_hooks(this);
      thread.park(process.handle());
    }
    // wq_worker_sleeping(), wq_worker_running().
    void going_to_sleep(sim::Thread&) override {
      if (state != State::working) return;
      state = State::blocked;
      --pool.running_;
      pool.kick(current.context());
    }
    sim::SimTime switched_in(sim::Thread&, sim::SimTime at) override {
      if (state == State::woken) {
        state = State::working;
        item = pool.take(thread, at);
        return item == nullptr ? 0 : pool.cost_;
      }
      if (state == State::blocked) {
        state = State::working;
        ++pool.running_;
      }
      return 0;
    }

    Pool& pool;
    State state = State::idle;
    Item* item = nullptr;  // that it works on
    sim::Thread thread;
    Current current{thread};
    sim::Process process;
  };

  // One CPU's worklist and kworkers.
  class alignas(sim::kCacheLine) Pool {
   public:
    Pool(Kernel& kernel, sim::Cpu& cpu, const char* suffix, sim::SimTime cost)
        : kernel_(kernel), cpu_(cpu), cost_(cost), suffix_(suffix) {}

    void queue(Item& item, const sim::Context& context) {
      worklist_.push(item);
      kick(context);
    }
    std::size_t kworkers() const { return kworkers_.size(); }
    sim::ThreadTimes times() const {
      sim::ThreadTimes total;
      for (const Kworker& kworker : kworkers_) total += kworker.thread.times();
      return total;
    }

   private:
    friend struct Kworker;

    // Where there is work and nobody at it, wakes an idle kworker, or makes one.
    void kick(const sim::Context& context) {
      if (worklist_.empty() || running_ > 0) return;
      if (idle_.empty()) {
        const std::string name = fmt::format("kworker/{}:{}{}", cpu_.index(), kworkers_.size() + 1, suffix_);
        kworkers_.emplace_back(*this, name, kernel_, cpu_);
        idle_.push_back(&kworkers_.back());
      }
      Kworker& kworker = *idle_.back();
      idle_.pop_back();
      kworker.state = Kworker::State::woken;
      ++running_;
      kworker.thread.wake(context);
    }

    // The next item, for a kworker that begins with it at `at`; nullptr if there is none or another one is at work, who
    // then has the rest.
    Item* take(const sim::Thread& thread, sim::SimTime at) {
      if (worklist_.empty() || running_ != 1) return nullptr;
      Item* item = worklist_.pop();
      kernel_.tell([&](Observer& observer) { observer.enters(thread, item->work_function(), item->worked_for(), at); });
      return item;
    }

    sim::Process run(Kworker& self) {
      sim::Thread& thread = self.thread;
      for (;;) {
        // It took the first as it got the CPU.
        while (self.item != nullptr) {
          co_await self.item->work(self.current);
          self.item->work_done(self.current);
          kernel_.tell([&](Observer& observer) { observer.leaves(thread, kernel_.local_now(self.current.context())); });
          co_await thread.cond_resched();
          self.item = take(thread, kernel_.local_now(self.current.context()));
          if (self.item != nullptr) co_await thread.compute(cost_);
        }
        --running_;
        self.state = Kworker::State::idle;
        idle_.push_back(&self);
        while (self.state == Kworker::State::idle) co_await thread.sleep();
      }
    }

    Kernel& kernel_;
    sim::Cpu& cpu_;
    sim::Fifo<Item, &Item::next_work> worklist_;
    int running_ = 0;  // at work and not asleep (nr_running)
    sim::SimTime cost_;
    std::vector<Kworker*> idle_;
    std::deque<Kworker> kworkers_;
    const char* suffix_;
  };

  sim::FixedArray<Pool> pools_;
};

}  // namespace loopsim::models
