// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "sim/engine_mode.hpp"
#include "sim/event_core.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// The simulation ended while an actor still waited: an event that should have come never came.
class Deadlock : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// SimGrid drives the simulation: it owns the clock and the actors that run the experiment, and the event core takes
// part as one of its resource models, beside CPUs and networks. This is the only place where SimGrid's headers and its
// seconds appear. SimGrid's clock outlives an engine: one SimGridEngine per process.
class SimGridEngine {
 public:
  // Lets an actor wait for something in the event core. May be raised before the actor waits.
  class Signal : public Outward {
   public:
    explicit Signal(EventCore& core);
    ~Signal() override;
    // From an event: releases one wait(), once the core has returned to SimGrid.
    void raise() { core_.post(*this); }
    // From an actor only.
    void wait();
    void deliver() override;

   private:
    struct Impl;
    EventCore& core_;
    std::unique_ptr<Impl> impl_;
  };

  SimGridEngine(EventCore& core, EngineMode mode);
  ~SimGridEngine();
  SimGridEngine(const SimGridEngine&) = delete;
  SimGridEngine& operator=(const SimGridEngine&) = delete;

  // Adds an actor that runs `body` from time 0.
  void add_actor(const std::string& name, std::function<void()> body);
  // Runs until every actor has ended. Throws Deadlock, and whatever an event or an actor threw.
  void run();

  // From an actor: continue at `at`; at once if that is past.
  static void sleep_until(SimTime at);
  // From an actor.
  static SimTime now();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loopsim::sim
