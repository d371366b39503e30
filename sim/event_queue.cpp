// SPDX-License-Identifier: GPL-2.0
#include "sim/event_queue.hpp"

#include <algorithm>
#include <utility>

namespace loopsim::sim {

void EventQueue::insert_far(Event& event) {
  event.place_ = Event::Place::far;
  event.far_index_ = static_cast<std::uint32_t>(far_.size());
  far_.push_back(&event);
  sift_up(far_.size() - 1);
}

void EventQueue::remove_far(Event& event) {
  const std::size_t index = event.far_index_;
  Event* last = far_.back();
  far_.pop_back();
  event.place_ = Event::Place::none;
  if (last == &event) return;
  far_[index] = last;
  last->far_index_ = static_cast<std::uint32_t>(index);
  sift_up(index);
  sift_down(last->far_index_);
}

void EventQueue::sift_up(std::size_t index) {
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!before(*far_[index], *far_[parent])) return;
    std::swap(far_[index], far_[parent]);
    std::swap(far_[index]->far_index_, far_[parent]->far_index_);
    index = parent;
  }
}

void EventQueue::sift_down(std::size_t index) {
  for (;;) {
    std::size_t first = index;
    for (std::size_t child = 2 * index + 1; child <= 2 * index + 2 && child < far_.size(); ++child) {
      if (before(*far_[child], *far_[first])) first = child;
    }
    if (first == index) return;
    std::swap(far_[index], far_[first]);
    std::swap(far_[index]->far_index_, far_[first]->far_index_);
    index = first;
  }
}

std::vector<Event*> EventQueue::simultaneous() const {
  std::vector<Event*> due;
  const Event* first = front();
  if (first == nullptr) return due;
  if (wheel_size_ != 0) {
    for (Event* event = wheel_front(); event != nullptr && event->at_ == first->at_; event = event->next_)
      due.push_back(event);
  }
  for (Event* event : far_) {
    if (event->at_ == first->at_) due.push_back(event);
  }
  std::sort(due.begin(), due.end(), [](const Event* a, const Event* b) { return before(*a, *b); });
  return due;
}

}  // namespace loopsim::sim
