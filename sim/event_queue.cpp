// SPDX-License-Identifier: GPL-2.0
#include "sim/event_queue.hpp"

#include <algorithm>
#include <iterator>

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

// Far events come before those in the wheel of the same instant.
void EventQueue::prefer_far() {
  if (far_.empty()) return;
  first_ = far_.front().event;
  first_at_ = far_at_;
}

void EventQueue::insert_far(Event& event) {
  far_.push_back({event.at_, ++far_sequence_, &event});
  sift_up(far_.size() - 1);
  far_at_ = far_.front().at;
}

void EventQueue::remove_far(Event& event) {
  const std::size_t index = event.place_ - Event::kFar;
  const Far last = far_.back();
  far_.pop_back();
  if (last.event != &event) {
    put_far(index, last);
    sift_up(index);
    sift_down(last.event->place_ - Event::kFar);
  }
  far_at_ = far_.empty() ? kNever : far_.front().at;
}

void EventQueue::put_far(std::size_t index, const Far& far) {
  far_[index] = far;
  far.event->place_ = static_cast<std::uint32_t>(Event::kFar + index);
}

void EventQueue::sift_up(std::size_t index) {
  const Far far = far_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!(far < far_[parent])) break;
    put_far(index, far_[parent]);
    index = parent;
  }
  put_far(index, far);
}

void EventQueue::sift_down(std::size_t index) {
  const Far far = far_[index];
  for (std::size_t child = 2 * index + 1; child < far_.size(); child = 2 * index + 1) {
    if (child + 1 < far_.size() && far_[child + 1] < far_[child]) ++child;
    if (!(far_[child] < far)) break;
    put_far(index, far_[child]);
    index = child;
  }
  put_far(index, far);
}

std::vector<Event*> EventQueue::simultaneous() const {
  std::vector<Event*> due;
  const Event* first = front();
  if (first == nullptr) return due;
  std::vector<Far> far;
  std::ranges::copy_if(far_, std::back_inserter(far), [first](const Far& f) { return f.at == first->at_; });
  std::ranges::sort(far, {}, &Far::sequence);
  for (const Far& f : far) due.push_back(f.event);
  if (summary_ == 0) return due;
  const Event* last = buckets_[first_bucket()];
  Event* event = last->next_;
  for (; event->at_ == first->at_; event = event->next_) {
    due.push_back(event);
    if (event == last) break;
  }
  return due;
}

}  // namespace loopsim::sim
