// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

// The waits of transactions for the journal of a file system: once a period, while there are transactions, the log is
// pushed (XFS) or committed (ext4), and the transaction that meets it waits. A period of 0 turns it off.
class Journal {
 public:
  Journal(sim::Processors& processors, sim::SimTime period, sim::SimTime stall)
      : processors_(processors), period_(period), stall_(stall), next_(period) {}

  // Begins a transaction.
  sim::Task<> reserve(sim::Thread& thread) {
    if (period_ == 0 || processors_.now() < next_) return sim::Task<>::ready();
    return wait(thread);
  }

 private:
  sim::Task<> wait(sim::Thread& thread) {
    next_ = processors_.now() + period_;
    co_await thread.compute(0);
    co_await thread.delay(stall_);
  }

  sim::Processors& processors_;
  sim::SimTime period_;
  sim::SimTime stall_;
  sim::SimTime next_;
};

}  // namespace loopsim::models
