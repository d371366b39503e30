// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/processors.hpp"

namespace loopsim::models {

// How a worker's time at its work passed. What is left is CPU time and interrupts.
struct WorkTimes {
  sim::SimTime active = 0;  // from the start of an activation to its end
  sim::SimTime cpu_wait = 0;
  sim::SimTime asleep = 0;  // for locks, a log, a tag below

  WorkTimes& operator+=(const WorkTimes& other) {
    active += other.active;
    cpu_wait += other.cpu_wait;
    asleep += other.asleep;
    return *this;
  }
  friend WorkTimes operator-(const WorkTimes& a, const WorkTimes& b) {
    return {a.active - b.active, a.cpu_wait - b.cpu_wait, a.asleep - b.asleep};
  }
};

// Counts the time of one work item, which one thread at a time runs.
class WorkSpan {
 public:
  void begin(const sim::Thread& thread, sim::SimTime now) {
    thread_ = &thread;
    began_at_ = now;
    began_with_ = thread.times();
  }
  void end(sim::SimTime now) {
    total_ = until(now);
    thread_ = nullptr;
  }

  // Since the start.
  WorkTimes until(sim::SimTime now) const {
    if (thread_ == nullptr) return total_;
    const sim::ThreadTimes passed = thread_->times() - began_with_;
    return {total_.active + now - began_at_, total_.cpu_wait + passed.cpu_wait, total_.asleep + passed.asleep};
  }

 private:
  const sim::Thread* thread_ = nullptr;  // at work
  sim::SimTime began_at_ = 0;
  sim::ThreadTimes began_with_;
  WorkTimes total_;
};

}  // namespace loopsim::models
