// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/time.hpp"

namespace loopsim::sim {

class Cpu;
class RwSemaphore;
class Thread;

// Who watches the scheduler, the interrupts and the sleeping locks of a run, such as a trace. It is told what happens
// and must change nothing; what it does not override it does not hear of. Times are those of whoever acts, which may
// be ahead of the clock.
class Observer {
 public:
  // The thread begins to run on the CPU at `at`, unless interrupts make it later, and leaves it.
  virtual void switched_in(const Cpu&, const Thread&, SimTime /*at*/) {}
  virtual void switched_out(const Cpu&, const Thread&, SimTime /*at*/) {}
  // The CPU does interrupt work; such stretches follow each other.
  virtual void interrupted(const Cpu&, SimTime /*from*/, SimTime /*until*/) {}

  // A thread finds the lock taken, and has it.
  virtual void waits_for(const RwSemaphore&, const Thread&, bool /*exclusive*/, SimTime /*at*/) {}
  virtual void waited_for(const RwSemaphore&, const Thread&, SimTime /*at*/) {}
  // A writer owns the lock, and gives it back.
  virtual void owned(const RwSemaphore&, const Thread&, SimTime /*at*/) {}
  virtual void disowned(const RwSemaphore&, SimTime /*at*/) {}

 protected:
  ~Observer() = default;
};

}  // namespace loopsim::sim
