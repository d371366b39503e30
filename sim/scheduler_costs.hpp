// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace loopsim::sim {

// Who runs next, and when a thread that runs gives way to one that was woken.
enum class SchedulerClass : unsigned char {
  cfs,    // when the woken one is behind in run time by the wake-up granularity; sleep counts for it, up to a slice
  eevdf,  // when the running one has had more than its share (RUN_TO_PARITY); who slept is owed what he was owed before
  round_robin,  // SCHED_RR, all at one priority: never before the end of the slice; first come, first served
};

// sd->imbalance_pct of a domain whose CPUs share a cache: by how much one side must outweigh the other, in hundredths.
inline constexpr std::int64_t kImbalancePct = 117;

// What the scheduler's own actions cost, in nanoseconds, and its rules.
struct SchedulerCosts {
  SimTime wake_issue = 0;        // CPU time of the waker
  SimTime wake_enqueue = 0;      // more of it where the thread must queue on a busy CPU
  SimTime resched_ipi = 0;       // more of it where another CPU must be called out of its halt
  SimTime wake_local = 0;        // until a thread runs that was woken by an interrupt on its own idle CPU
  SimTime wake_remote = 0;       // the same on another CPU that has halted: IPI and idle exit
  SimTime wake_polling = 0;      // the same on another CPU that is idle and still polls
  SimTime idle_poll = 0;         // an idle CPU polls this long before it begins to halt
  SimTime idle_halt = 0;         // it has halted after this long; in between, costs go linearly from polling to halted
  SimTime context_switch = 0;    // CPU time of a switch on a busy CPU
  SimTime mm_switch = 0;         // more of it where the next program has another address space than the last
  SimTime migration = 0;         // CPU time lost to cold caches after a move to another CPU
  SimTime slice = 0;             // a thread runs this long before an equal takes over
  SimTime cache_hot = 0;         // a queued thread that ran less than this ago is not taken over at first
  SimTime load_window = 0;       // over which load is averaged; 0: from one look to the next
  SimTime balance_interval = 0;  // between two ticks of the load balancer; 0: it never looks
  SimTime lazy_tick = 0;         // PREEMPT_LAZY: at cond_resched() nobody gives way before this tick; 0: at once
  SimTime wakeup_granularity = 0;  // how far a woken thread must be behind in run time to take over at once (cfs)
  bool sis_util = false;  // wakers look at fewer CPUs for an idle one the busier they have been, at none from 85 % on
  bool delay_dequeue = true;  // eevdf: who goes to sleep in debt counts until that is paid; else he keeps the debt
  SchedulerClass scheduler = SchedulerClass::cfs;
};

}  // namespace loopsim::sim
