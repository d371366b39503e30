// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <deque>
#include <vector>

#include "models/current.hpp"
#include "models/kernel.hpp"
#include "models/kiocb.hpp"
#include "sim/fifo.hpp"
#include "sim/fixed_array.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// The completion workqueues of the file systems: work runs on the CPU where it was queued, in a bound kworker. All file
// systems share the per-CPU worker pools. A pool is concurrency-managed: it keeps one kworker busy, and when that goes
// to sleep in its work, another takes the next item.
class DioWorkqueue {
 public:
  explicit DioWorkqueue(Kernel& kernel);

  // Continues `kiocb` in File::dio_work() on the CPU of `context`.
  void queue(Kiocb& kiocb, const sim::Context& context);

  // Of the pool that has most.
  std::size_t most_kworkers() const;
  // Of all kworkers.
  sim::ThreadTimes times() const;

 private:
  class Pool;

  struct Kworker final : sim::SleepObserver {
    enum class State : unsigned char { idle, working, blocked };

    Kworker(Pool& owner, Kernel& kernel, sim::Cpu& cpu, std::size_t number);
    void going_to_sleep(sim::Thread& thread) override;
    void woken(sim::Thread& thread) override;

    Pool& pool;
    State state = State::idle;
    sim::Thread thread;
    Current current{thread};
    sim::Process process;
  };

  // One CPU's worklist and kworkers.
  class alignas(sim::kCacheLine) Pool {
   public:
    Pool(Kernel& kernel, sim::Cpu& cpu) : kernel_(kernel), cpu_(cpu) {}

    void queue(Kiocb& kiocb, const sim::Context& context);
    std::size_t kworkers() const { return kworkers_.size(); }
    sim::ThreadTimes times() const;

   private:
    friend struct Kworker;
    sim::Process run(Kworker& self);
    void kick(const sim::Context& context);

    Kernel& kernel_;
    sim::Cpu& cpu_;
    sim::Fifo<Kiocb, &Kiocb::next_work> worklist_;
    int running_ = 0;  // at work and not asleep (nr_running)
    std::vector<Kworker*> idle_;
    std::deque<Kworker> kworkers_;
  };

  sim::FixedArray<Pool> pools_;
};

}  // namespace loopsim::models
