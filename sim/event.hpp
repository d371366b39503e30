// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace loopsim::sim {

// Something that will happen at an instant. An event is embedded in the object it belongs to, so scheduling allocates
// nothing; an object has as many events as it can have things pending at once. While scheduled it is linked into the
// queue and must neither move nor die.
class Event {
 public:
  using Fire = void (*)(void* owner);

  // Calls `fire` for `owner`.
  Event(Fire fire, void* owner) : fire_(fire), owner_(owner) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() = default;

  bool scheduled() const { return place_ != kNowhere; }
  // The instant it is scheduled for; meaningless while it is not.
  SimTime at() const { return at_; }

 private:
  friend class EventQueue;
  friend class EventCore;
  // Where in the queue: not in it, in the wheel, or at `place_ - kFar` of the heap of far events.
  static constexpr std::uint32_t kNowhere = 0;
  static constexpr std::uint32_t kWheel = 1;
  static constexpr std::uint32_t kFar = 2;

  SimTime at_ = 0;
  Event* next_ = nullptr;  // in the wheel's bucket
  Fire fire_;
  void* owner_;
  std::uint32_t place_ = kNowhere;
};

// An event that calls a member function of its owner.
template <typename Owner, void (Owner::*handler)()>
class MemberEvent final : public Event {
 public:
  explicit MemberEvent(Owner& owner) : Event(&call, &owner) {}

 private:
  static void call(void* owner) { (static_cast<Owner*>(owner)->*handler)(); }
};

}  // namespace loopsim::sim
