// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/time.hpp"

namespace loopsim::models {

// When a file's times are due for an update. The coarse clock they are taken from moves once a tick, so the first write
// after a tick must update the modification time; with relatime the first read after a modification must update the
// access time.
class Timestamps {
 public:
  // `noatime`: reads never update anything.
  Timestamps(sim::SimTime tick, bool noatime) : tick_(tick), noatime_(noatime) {}

  bool modification_due(sim::SimTime now) const { return coarse(now) > modified_; }
  void modified(sim::SimTime now) { modified_ = coarse(now); }

  bool access_due(sim::SimTime now) const { return !noatime_ && modified_ >= accessed_ && accessed_ != coarse(now); }
  void accessed(sim::SimTime now) { accessed_ = coarse(now); }

 private:
  sim::SimTime coarse(sim::SimTime now) const { return now - now % tick_; }

  sim::SimTime tick_;
  bool noatime_;
  sim::SimTime modified_ = -1;
  sim::SimTime accessed_ = 0;
};

}  // namespace loopsim::models
