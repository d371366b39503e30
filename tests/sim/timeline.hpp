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
    Entry& entry = entries_.emplace_back(std::move(action));
    core_.schedule(entry, time);
    return entry;
  }

 private:
  class Entry final : public Event {
   public:
    explicit Entry(std::function<void()> action) : Event(&call), action_(std::move(action)) {}

   private:
    static void call(Event& event) { static_cast<Entry&>(event).action_(); }
    std::function<void()> action_;
  };

  EventCore& core_;
  std::deque<Entry> entries_;
};

}  // namespace loopsim::sim
