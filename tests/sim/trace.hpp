// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/scheduler_costs.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {

// Values that cannot be mistaken for each other in a sum.
inline constexpr SchedulerCosts kCosts{.wake_issue = 7,
                                       .wake_local = 100,
                                       .wake_remote = 300,
                                       .context_switch = 50,
                                       .migration = 20,
                                       .slice = 5000,
                                       .wakeup_granularity = 1000};

// When a thread got how far, and where it then was.
struct Trace {
  SimTime woken = -1;
  SimTime ended = -1;
  int cpu = -1;
};

inline Process compute(Machine& machine, Thread& self, SimTime time, Trace& trace) {
  co_await self.compute(time);
  trace.ended = machine.now();
  trace.cpu = self.cpu().index();
  self.exit();
}

// For threads that are parked: what they do once woken.
inline Process compute_when_woken(Machine& machine, Thread& self, SimTime time, Trace& trace) {
  trace.woken = machine.now();
  co_await self.compute(time);
  trace.ended = machine.now();
  trace.cpu = self.cpu().index();
  self.exit();
}

}  // namespace loopsim::sim
