// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::sim {

// One thread waits for one thing to be done, which may be done first.
class Completion {
 public:
  Task<> wait(Thread& thread) {
    waiter_ = &thread;
    while (!done_) co_await thread.sleep();
    waiter_ = nullptr;
    done_ = false;
  }

  void complete(const Context& context) {
    done_ = true;
    if (waiter_ != nullptr) waiter_->wake(context);
  }

 private:
  Thread* waiter_ = nullptr;
  bool done_ = false;
};

}  // namespace loopsim::sim
