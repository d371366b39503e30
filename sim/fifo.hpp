// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::sim {

// First in, first out; linked through a member of the elements, so nothing is allocated. An element is in one list at a
// time for each such member.
template <typename T, T* T::* next>
class Fifo {
 public:
  bool empty() const { return head_ == nullptr; }
  void push(T& element) {
    element.*next = nullptr;
    (head_ == nullptr ? head_ : tail_->*next) = &element;
    tail_ = &element;
  }
  // nullptr if there is none.
  T* front() const { return head_; }
  T* pop() {
    T* element = head_;
    if (element != nullptr) head_ = element->*next;
    return element;
  }

 private:
  T* head_ = nullptr;
  T* tail_ = nullptr;
};

}  // namespace loopsim::sim
