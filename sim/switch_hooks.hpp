// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/time.hpp"

namespace loopsim::sim {

class Thread;

// What the scheduler calls for a thread that has something to do as it goes to sleep, or as it is switched to.
class SwitchHooks {
 public:
  virtual void going_to_sleep(Thread&) {}
  // It has its CPU, after a sleep or after others, from `at`, unless interrupts make that later. Returns CPU time that
  // it spends before its code goes on: so a thread that was woken for one piece of work resumes at the end of that.
  virtual SimTime switched_in(Thread&, SimTime /*at*/) { return 0; }

 protected:
  ~SwitchHooks() = default;
};

}  // namespace loopsim::sim
