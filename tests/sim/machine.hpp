// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "sim/event_core.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/timeline.hpp"

namespace loopsim::sim {

// Processors with nothing on them but the threads that a test puts there. Everything costs nothing unless told
// otherwise.
class Machine {
 public:
  explicit Machine(int cpus, const SchedulerCosts& costs = {}) : processors_(core_, cpus, costs) {}
  Machine(int cpus, const SchedulerCosts& costs, int llc_cpus) : processors_(core_, cpus, costs, llc_cpus) {}

  EventCore& core() { return core_; }
  Processors& processors() { return processors_; }
  Cpu& cpu(int index) { return processors_.cpu(index); }
  SimTime now() const { return core_.now(); }

  Thread& bound(int cpu) { return add(cpu, Thread::Affinity::bound); }
  Thread& unbound(int cpu) { return add(cpu, Thread::Affinity::unbound); }

  // Has `thread` run `process` from now on.
  void launch(Thread& thread, Process process) { thread.launch(processes_.emplace_back(std::move(process)).handle()); }
  // Has `thread` run `process` once it is woken.
  void park(Thread& thread, Process process) { thread.park(processes_.emplace_back(std::move(process)).handle()); }

  void at(SimTime time, std::function<void()> action) { timeline_.at(time, std::move(action)); }
  Context interrupt_on(int index) { return {cpu(index), Context::Kind::hardirq}; }

  // Until nothing is left to happen.
  void run() { core_.run_until(kNever); }

  bool all_done() const {
    return std::ranges::all_of(processes_, [](const Process& process) { return process.done(); });
  }

 private:
  Thread& add(int index, Thread::Affinity affinity) {
    return threads_.emplace_back(processors_, "thread." + std::to_string(threads_.size()), cpu(index), affinity);
  }

  EventCore core_;
  Processors processors_;
  Timeline timeline_{core_};
  std::deque<Thread> threads_;
  std::deque<Process> processes_;
};

}  // namespace loopsim::sim
