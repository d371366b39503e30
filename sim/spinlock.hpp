// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/time.hpp"

namespace loopsim::sim {

// A queued spinlock whose critical sections have known length: first come, first served, and a CPU that finds it taken
// spins. Since nobody sleeps, the whole wait is known on arrival, and taking the lock costs no event. Each CPU that
// spins makes the section of the holder longer, because the lock's line bounces.
class Spinlock {
 public:
  explicit Spinlock(SimTime bounce) : bounce_(bounce) {}

  // Takes the lock at `now` for `hold`; returns the time until it is released again, waiting included. To be spent by
  // the caller on its CPU.
  SimTime occupy(SimTime now, SimTime hold) {
    const SimTime wait = std::max<SimTime>(0, free_at_ - now);
    if (wait > 0) {
      ++contended_;
      hold += bounce_;
    }
    waited_ += wait;
    held_ += hold;
    free_at_ = now + wait + hold;
    return wait + hold;
  }

  std::uint64_t contended() const { return contended_; }
  SimTime waited() const { return waited_; }
  // Time held, or passed on from one CPU to the next; a section counts when it is asked for.
  SimTime held() const { return held_; }

 private:
  SimTime bounce_;
  SimTime free_at_ = 0;
  SimTime waited_ = 0;
  SimTime held_ = 0;
  std::uint64_t contended_ = 0;
};

}  // namespace loopsim::sim
