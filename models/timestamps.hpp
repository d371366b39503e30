// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/time.hpp"

namespace loopsim::models {

// When a file's times are due for an update. The coarse clock they are taken from moves once a tick, so the first write
// after a tick must update the modification time; with relatime the first read after a modification must update the
// access time.
class Timestamps {
 public:
  // What is kept at all.
  struct Kept {
    bool access = true;        // false: noatime
    bool modification = true;  // false: FMODE_NOCMTIME
  };

  Timestamps(sim::SimTime tick, Kept kept) : tick_(tick), kept_(kept) {}

  bool modification_due(sim::SimTime now) const { return kept_.modification && ticked(modified_, now); }
  void modified(sim::SimTime now) { modified_ = coarse(now); }

  bool access_due(sim::SimTime now) const { return kept_.access && modified_ >= accessed_ && ticked(accessed_, now); }
  void accessed(sim::SimTime now) { accessed_ = coarse(now); }

 private:
  sim::SimTime coarse(sim::SimTime now) const { return now - now % tick_; }
  // Whether the coarse clock has moved since it was at `stamp`.
  bool ticked(sim::SimTime stamp, sim::SimTime now) const { return now >= stamp + tick_; }

  sim::SimTime tick_;
  Kept kept_;
  sim::SimTime modified_ = -tick_;
  sim::SimTime accessed_ = 0;
};

}  // namespace loopsim::models
