// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// The pending events, ordered by time; simultaneous ones fire in the order in which they were scheduled: this is the
// one place that decides it.
//
// A timing wheel of 4096 buckets of 128 ns holds what is due within half a millisecond, which is nearly everything in a
// block layer: insert, remove and pop are a few instructions each, whatever the number of pending events (16 or
// 10,000). A binary heap holds the few that lie further away. Time only advances: of two events of one instant, one in
// the heap and one in the wheel, that in the heap was scheduled first. Nothing allocates but the heap's vector, which
// keeps its capacity.
class EventQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const;

  // `event` must not be scheduled; `at` must not lie before the last popped event.
  void insert(Event& event, SimTime at) {
    event.at_ = at;
    const std::uint64_t slot = slot_of(at);
    if (slot - floor_slot_ < kBuckets) [[likely]] {
      insert_wheel(event, slot & kMask);
    } else {
      insert_far(event);
    }
    if (at < first_at_) {
      first_ = &event;
      first_at_ = at;
    }
  }

  void remove(Event& event) {
    if (event.place_ == Event::kWheel) [[likely]] {
      remove_wheel(event, slot_of(event.at_) & kMask);
    } else {
      remove_far(event);
    }
    event.place_ = Event::kNowhere;
    if (&event == first_) find_first();
  }

  // The earliest event, or nullptr.
  Event* front() const { return first_; }

  // Takes out the earliest event.
  void pop() {
    Event& event = *first_;
    floor_slot_ = slot_of(event.at_);
    if (event.place_ == Event::kWheel) [[likely]] {
      pop_wheel(event, floor_slot_ & kMask);
    } else {
      remove_far(event);
      find_first();
    }
    event.place_ = Event::kNowhere;
  }

  // Whether the earliest event is later than `at`.
  bool none_until(SimTime at) const { return first_at_ > at; }

  // Nothing will be inserted before `at`, and nothing lies before it.
  void advance(SimTime at) { floor_slot_ = slot_of(at); }

  // Those due at the earliest instant, in firing order.
  std::vector<Event*> simultaneous() const;

 private:
  static constexpr int kShift = 7;
  static constexpr std::uint64_t kBuckets = 4096;
  static constexpr std::uint64_t kMask = kBuckets - 1;

  static std::uint64_t slot_of(SimTime at) { return static_cast<std::uint64_t>(at) >> kShift; }

  void insert_wheel(Event& event, std::uint64_t bucket) {
    event.place_ = Event::kWheel;
    const std::uint64_t bit = std::uint64_t{1} << (bucket % 64);
    std::uint64_t& word = words_[bucket / 64];
    if ((word & bit) == 0) [[likely]] {
      word |= bit;
      summary_ |= std::uint64_t{1} << (bucket / 64);
      event.next_ = &event;
      buckets_[bucket] = &event;
      return;
    }
    Event* const last = buckets_[bucket];
    Event* previous = last;
    if (event.at_ < last->at_) {
      while (previous->next_->at_ <= event.at_) previous = previous->next_;
    } else {
      buckets_[bucket] = &event;
    }
    event.next_ = previous->next_;
    previous->next_ = &event;
  }

  void remove_wheel(Event& event, std::uint64_t bucket) {
    if (event.next_ == &event) {
      clear(bucket);
      return;
    }
    // A bucket is short, and what is removed is mostly its first.
    Event* previous = buckets_[bucket];
    while (previous->next_ != &event) previous = previous->next_;
    previous->next_ = event.next_;
    if (buckets_[bucket] == &event) buckets_[bucket] = previous;
  }

  // `event` is the earliest. Where others share its bucket, the next one needs no search; where none do, no event is
  // looked at but this one, for it may not be in the cache.
  void pop_wheel(const Event& event, std::uint64_t bucket) {
    if (event.next_ == &event) {
      clear(bucket);
      find_first();
      return;
    }
    buckets_[bucket]->next_ = event.next_;
    set_first(*event.next_);
  }

  void clear(std::uint64_t bucket) {
    std::uint64_t& word = words_[bucket / 64];
    word &= ~(std::uint64_t{1} << (bucket % 64));
    if (word == 0) summary_ &= ~(std::uint64_t{1} << (bucket / 64));
  }

  // The bucket of the earliest event in the wheel, which must not be empty.
  std::uint64_t first_bucket() const {
    const std::uint64_t start = floor_slot_ & kMask;
    const std::uint64_t word = start / 64;
    if (const std::uint64_t rest = words_[word] >> (start % 64); rest != 0) [[likely]] {
      return start + static_cast<unsigned>(std::countr_zero(rest));
    }
    // Rotating by the following word makes the search wrap, and puts the part of `word` before `start` last.
    const std::uint64_t rotated = std::rotr(summary_, static_cast<int>((word + 1) % 64));
    const std::uint64_t next = (word + 1 + static_cast<unsigned>(std::countr_zero(rotated))) % 64;
    return next * 64 + static_cast<unsigned>(std::countr_zero(words_[next]));
  }

  void find_first() {
    if (summary_ != 0) [[likely]] {
      set_first(*buckets_[first_bucket()]->next_);
      return;
    }
    first_ = nullptr;
    first_at_ = kNever;
    prefer_far();
  }

  // `event` is the first in the wheel. Whom it concerns is fetched into the cache while another event fires.
  void set_first(Event& event) {
    first_ = &event;
    first_at_ = event.at_;
    __builtin_prefetch(event.owner_);
    if (far_at_ <= first_at_) [[unlikely]]
      prefer_far();
  }

  // A far event, in the order of the heap.
  struct Far {
    SimTime at;
    std::uint64_t sequence;  // of its insertion
    Event* event;
    bool operator<(const Far& other) const { return at < other.at || (at == other.at && sequence < other.sequence); }
  };
  void prefer_far();
  void insert_far(Event& event);
  void remove_far(Event& event);
  void put_far(std::size_t index, const Far& far);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  Event* first_ = nullptr;  // the earliest event: looked at far more often than it changes
  SimTime first_at_ = kNever;
  // The last event of each bucket that holds something; its next is the first.
  std::array<Event*, kBuckets> buckets_{};
  std::array<std::uint64_t, kBuckets / 64> words_{};  // a bit for each bucket that holds something
  std::uint64_t summary_ = 0;                         // a bit for each word that is not 0
  std::uint64_t floor_slot_ = 0;
  std::vector<Far> far_;
  std::uint64_t far_sequence_ = 0;
  SimTime far_at_ = kNever;  // of the earliest far event
};

}  // namespace loopsim::sim
