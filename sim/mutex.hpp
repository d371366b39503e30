// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <deque>

#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::sim {

// A sleeping lock, handed over in the order of arrival.
class Mutex {
 public:
  bool locked() const { return owner_ != nullptr; }

  Task<> lock(Thread& thread) {
    if (owner_ == nullptr) {
      owner_ = &thread;
      co_return;
    }
    waiters_.push_back(&thread);
    while (owner_ != &thread) co_await thread.sleep();
  }

  void unlock(const Context& context) {
    owner_ = nullptr;
    if (waiters_.empty()) return;
    owner_ = waiters_.front();
    waiters_.pop_front();
    owner_->wake(context);
  }

 private:
  Thread* owner_ = nullptr;
  std::deque<Thread*> waiters_;
};

}  // namespace loopsim::sim
