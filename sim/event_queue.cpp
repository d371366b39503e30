// SPDX-License-Identifier: GPL-2.0
#include "sim/event_queue.hpp"

#include <algorithm>

namespace loopsim::sim {

std::size_t EventQueue::size() const {
  std::size_t total = far_.size();
  for (std::uint64_t bucket = 0; bucket < kBuckets; ++bucket) {
    if ((words_[bucket / 64] >> (bucket % 64) & 1) == 0) continue;
    const Event* last = buckets_[bucket];
    ++total;
    for (const Event* event = last->next_; event != last; event = event->next_) ++total;
  }
  return total;
}

// The earliest far event is the earliest of all, unless one in the wheel was scheduled for that instant before it.
void EventQueue::prefer_far() {
  if (far_.empty() || (first_ != nullptr && before(*first_, *far_.front()))) return;
  first_ = far_.front();
  first_at_ = far_at_;
}

void EventQueue::insert_far(Event& event) {
  far_.push_back(nullptr);
  put_far(far_.size() - 1, event);
  sift_up(far_.size() - 1);
  far_at_ = far_.front()->at_;
}

void EventQueue::remove_far(Event& event) {
  const std::size_t index = event.place_ - Event::kFar;
  Event* last = far_.back();
  far_.pop_back();
  if (last != &event) {
    put_far(index, *last);
    sift_up(index);
    sift_down(last->place_ - Event::kFar);
  }
  far_at_ = far_.empty() ? kNever : far_.front()->at_;
}

void EventQueue::put_far(std::size_t index, Event& event) {
  far_[index] = &event;
  event.place_ = static_cast<std::uint32_t>(Event::kFar + index);
}

void EventQueue::sift_up(std::size_t index) {
  Event& event = *far_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!before(event, *far_[parent])) break;
    put_far(index, *far_[parent]);
    index = parent;
  }
  put_far(index, event);
}

void EventQueue::sift_down(std::size_t index) {
  Event& event = *far_[index];
  for (std::size_t child = 2 * index + 1; child < far_.size(); child = 2 * index + 1) {
    if (child + 1 < far_.size() && before(*far_[child + 1], *far_[child])) ++child;
    if (!before(*far_[child], event)) break;
    put_far(index, *far_[child]);
    index = child;
  }
  put_far(index, event);
}

std::vector<Event*> EventQueue::simultaneous() const {
  std::vector<Event*> due;
  const Event* first = front();
  if (first == nullptr) return due;
  if (summary_ != 0) {
    const Event* last = buckets_[first_bucket()];
    Event* event = last->next_;
    for (; event->at_ == first->at_; event = event->next_) {
      due.push_back(event);
      if (event == last) break;
    }
  }
  for (Event* event : far_) {
    if (event->at_ == first->at_) due.push_back(event);
  }
  std::ranges::sort(due, [](const Event* a, const Event* b) { return before(*a, *b); });
  return due;
}

}  // namespace loopsim::sim
