// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::sim {

// A set of numbered tags with sleeping waiters, as the kernel's sbitmap queue: waiters are not woken one for one, but
// in batches, one batch for every `wake_batch` tags freed while anyone waits. A woken waiter tries again and may find
// that others were faster.
class TagSet {
 public:
  // Waiters stand in eight queues, and a batch is what one of them may take of the depth, at most eight.
  static constexpr int kWaitQueues = 8;
  static constexpr int kMaxWakeBatch = 8;
  static int wake_batch_of(int depth) { return std::clamp(depth / kWaitQueues, 1, kMaxWakeBatch); }
  static constexpr int kNone = -1;

  explicit TagSet(int depth) : depth_(depth), wake_batch_(wake_batch_of(depth)) {
    free_.reserve(static_cast<std::size_t>(depth));
    for (int tag = depth - 1; tag >= 0; --tag) free_.push_back(tag);
  }

  int depth() const { return depth_; }
  int in_use() const { return depth_ - static_cast<int>(free_.size()); }
  int waiters() const { return static_cast<int>(waiters_.size()); }

  // kNone when all are taken.
  int try_get() {
    if (free_.empty()) return kNone;
    const int tag = free_.back();
    free_.pop_back();
    return tag;
  }

  // Sleeps until there is a tag.
  Task<int> get(Thread& thread) {
    const int tag = try_get();
    return tag != kNone ? Task<int>::ready(tag) : wait_and_get(thread);
  }

  void put(int tag, const Context& context) {
    free_.push_back(tag);
    if (waiters_.empty() || ++freed_since_wake_ < wake_batch_) return;
    freed_since_wake_ = 0;
    for (int woken = 0; woken < wake_batch_ && !waiters_.empty(); ++woken) {
      Thread* waiter = waiters_.front();
      waiters_.pop_front();
      waiter->wake(context);
    }
  }

 private:
  Task<int> wait_and_get(Thread& thread) {
    for (;;) {
      waiters_.push_back(&thread);
      co_await thread.sleep();
      // Woken for another reason: nobody else's wake-up may be spent on this.
      std::erase(waiters_, &thread);
      const int tag = try_get();
      if (tag != kNone) co_return tag;
    }
  }

  int depth_;
  int wake_batch_;
  int freed_since_wake_ = 0;
  std::vector<int> free_;
  std::deque<Thread*> waiters_;
};

}  // namespace loopsim::sim
