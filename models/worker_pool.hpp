// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/current.hpp"
#include "models/kernel.hpp"
#include "sim/fifo.hpp"
#include "sim/process.hpp"
#include "sim/spinlock.hpp"

namespace loopsim::models {

// A work item: what a kworker runs. Never on two kworkers at a time; queued again while it runs, it runs once more.
class Work {
 public:
  virtual sim::Task<> run(Current& kworker) = 0;
  // What the kernel calls that.
  virtual const char* function() const { return "work"; }

  std::uint64_t activations() const { return activations_; }

 protected:
  ~Work() = default;

 private:
  friend class WorkerPool;
  bool pending_ = false;
  bool running_ = false;
  bool handed_over_ = false;  // pending with the kworker that runs it
  std::uint64_t activations_ = 0;
  Work* next_ = nullptr;
};

// The unbound worker pool: a list of pending work, kworkers that may run anywhere, one lock, whatever the caches.
// Queueing wakes an idle kworker with the lock held, which is what bounds it when every command is a work item of its
// own.
class WorkerPool {
 public:
  explicit WorkerPool(Kernel& kernel);

  // Queues `work` unless it is pending already.
  void queue(Work& work, const sim::Context& context);

  std::size_t kworkers() const { return kworkers_.size(); }
  // Of all kworkers.
  sim::ThreadTimes times() const;
  const sim::Spinlock& lock() const { return lock_; }

 private:
  struct Kworker {
    Kworker(WorkerPool& pool, sim::Cpu& home, std::size_t number);
    sim::Thread thread;
    bool called = true;  // woken, or at work
    sim::Process process;
  };
  sim::Process run(Kworker& kworker);
  Work* next_work(Kworker& kworker);
  bool wakes() const;
  void kick(const sim::Context& context);
  // Takes the pool's lock at `now`; the time until it is released again.
  sim::SimTime occupy_lock(sim::SimTime now, sim::SimTime hold);

  Kernel& kernel_;
  sim::Spinlock lock_;
  sim::Fifo<Work, &Work::next_> worklist_;
  std::deque<Kworker> kworkers_;
  std::vector<Kworker*> idle_;  // the last to go idle is the first to be woken
};

}  // namespace loopsim::models
