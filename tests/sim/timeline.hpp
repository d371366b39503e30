// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "sim/event.hpp"
#include "sim/event_core.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// What a test has happen to a simulation from outside, and when.
class Timeline {
 public:
  explicit Timeline(EventCore& core) : core_(core) {}

  // Calls `action` at `time`, which must not lie in the past. Returns the event, to be moved or cancelled.
  Event& at(SimTime time, std::function<void()> action) {
    Event& event = entries_.emplace_back(std::move(action)).event();
    core_.schedule(event, time);
    return event;
  }

 private:
  class Entry {
   public:
    explicit Entry(std::function<void()> action) : action_(std::move(action)) {}
    Event& event() { return event_; }

   private:
    void fire() { action_(); }

    std::function<void()> action_;
    MemberEvent<Entry, &Entry::fire> event_{*this};
  };

  EventCore& core_;
  std::deque<Entry> entries_;
};

}  // namespace loopsim::sim
