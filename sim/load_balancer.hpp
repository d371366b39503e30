// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "sim/cpu_mask.hpp"
#include "sim/event.hpp"
#include "sim/fixed_array.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

class Cpu;
class Processors;
class Thread;

// The load balancer of the fair scheduler (kernel/sched/fair.c), every CPU being a group of its own: a CPU that goes
// idle takes over a thread that waits for another (sched_balance_newidle()), and at ticks idle CPUs take over threads
// and busy ones load (sched_balance_rq()). Caches are cold once a thread has not run for SchedulerCosts::cache_hot; a
// CPU that finds nothing but hot threads at two looks no longer minds, and if it idles and finds none that it may have
// at all, it asks in the end for the one that runs.
class LoadBalancer {
 public:
  LoadBalancer(Processors& processors, int cpus);

  // Unbound threads wait for this CPU from now on, or none does any more.
  void offer(int cpu) { offering_.set(cpu); }
  void withdraw(int cpu) { offering_.clear(cpu); }
  // A thread waits for its CPU: ticks count as long as one does. Without SchedulerCosts::balance_interval none comes.
  void expect_tick() {
    if (!tick_.scheduled()) schedule_tick();
  }
  // What `idle` takes over as it goes idle: the unbound thread that has not run for longest. It is in no queue then;
  // nullptr if there is none.
  Thread* newidle(const Cpu& idle) { return offering_.empty() ? nullptr : take_coldest(idle); }

 private:
  // Of one CPU for something to take over.
  struct Looks {
    int failed = 0;  // in a row
    SimTime last = 0;
  };
  // What a CPU should take over: a number of threads, or Load (env->migration_type).
  struct Imbalance {
    enum class Unit : unsigned char { threads, load };
    std::int64_t amount = 0;
    Unit unit = Unit::threads;
  };

  void schedule_tick();
  void tick();
  void balance(Cpu& cpu);
  Cpu* find_busiest(const Cpu& cpu);
  Imbalance imbalance_between(Cpu& cpu, Cpu& busiest);
  // Whether anything was moved.
  bool move(Cpu& from, Cpu& to, Imbalance imbalance);
  Thread* take_coldest(const Cpu& idle);
  // The thread waiting for `from` that has not run for longest, of those that `to` may have.
  Thread* coldest(Cpu& from, const Cpu& to, const Imbalance& imbalance);
  Looks& looks_of(const Cpu& cpu);

  Processors& processors_;
  CpuMask offering_;
  FixedArray<Looks> looks_;
  MemberEvent<LoadBalancer, &LoadBalancer::tick> tick_{*this};
};

}  // namespace loopsim::sim
