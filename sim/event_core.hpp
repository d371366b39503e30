// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/event_queue.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// Something outside the core that must hear of an event in it, such as a SimGrid actor waiting for its job to finish.
class Outward {
 public:
  virtual ~Outward() = default;
  virtual void deliver() = 0;
};

// Simulated time and the loop that advances it. The core knows nothing of SimGrid: in the product the adapter
// (sim/simgrid_engine.hpp) decides how far it may run; unit tests and the speed-limit bench run it alone.
//
// Every event is mixed into a digest, so that two runs can be compared event by event without keeping a trace.
class EventCore {
 public:
  EventCore() = default;
  EventCore(const EventCore&) = delete;
  EventCore& operator=(const EventCore&) = delete;

  SimTime now() const { return now_; }
  bool idle() const { return queue_.empty(); }
  // Date of the earliest pending event; kNever when idle.
  SimTime next_time() const {
    const Event* first = queue_.front();
    return first == nullptr ? kNever : first->at();
  }

  // `at` must not lie in the past and `event` must not be pending.
  void schedule(Event& event, SimTime at) { queue_.insert(event, at); }
  void cancel(Event& event) { queue_.remove(event); }
  // Moves a pending event; it takes its place in the order as if scheduled now.
  void postpone(Event& event, SimTime at) {
    queue_.remove(event);
    schedule(event, at);
  }

  // Goes straight on to `at`, as an event fired then would, if none but that is due until then: whoever would wait for
  // it, and has nothing left to do but that, need not. False otherwise.
  bool try_advance(SimTime at) {
    if (at > limit_ || !queue_.none_until(at)) return false;
    queue_.advance(at);
    happen(at);
    return true;
  }

  // Fires everything due up to and including `limit`, then stands at `limit` (at the last event, where that is kNever).
  // Stops early, at the end of the instant, once something was posted outwards. Returns the date reached.
  SimTime run_until(SimTime limit);

  // Fires one event: the `choice`-th of those due at the earliest instant, in their normal order. Returns false when
  // idle.
  bool step(std::size_t choice = 0);
  // How many events are due at the earliest instant; what step() can choose from.
  std::size_t choices() const { return queue_.simultaneous().size(); }

  // Runs deliver() of `receiver` once the core has returned to its caller.
  void post(Outward& receiver) {
    outbox_.push_back(&receiver);
    limit_ = now_;
  }
  bool outbox_empty() const { return outbox_.empty(); }
  void flush_outbox();

  std::uint64_t events() const { return events_; }
  std::uint64_t digest() const { return digest_; }
  // Adds what an event did, where its date alone does not tell.
  void mix(std::uint64_t value) { digest_ = (digest_ ^ value) * 0x9E3779B97F4A7C15U + (digest_ >> 29); }

 private:
  void happen(SimTime at) {
    now_ = at;
    ++events_;
    mix(static_cast<std::uint64_t>(at));
  }
  // `event` is out of the queue.
  void fire(Event& event) {
    happen(event.at_);
    event.fire_(event.owner_);
  }

  EventQueue queue_;
  SimTime now_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t digest_ = 0;
  std::vector<Outward*> outbox_;
  SimTime limit_ = 0;  // of run_until(); the present instant once something was posted, in step(), and outside
};

}  // namespace loopsim::sim
