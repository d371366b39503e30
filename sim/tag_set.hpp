// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <coroutine>
#include <vector>

#include <boost/intrusive/list.hpp>

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

  // co_await wait(thread): sleeps until woken, to try again.
  auto wait(Thread& thread) { return Waiter(*this, thread); }

  void put(int tag, const Context& context) {
    free_.push_back(tag);
    wake_up(context);
  }

  // sbitmap_queue_wake_up() for one tag that waiters may try for: who was woken for it and left calls it again.
  void wake_up(const Context& context) {
    if (waiters_.empty() || ++freed_since_wake_ < wake_batch_) return;
    freed_since_wake_ = 0;
    for (int woken = 0; woken < wake_batch_ && !waiters_.empty(); ++woken) {
      Thread& thread = waiters_.front().thread();
      waiters_.pop_front();
      thread.wake(context);
    }
  }

 private:
  // In the frame of whoever waits, which an error may destroy at any time: it then leaves the list.
  class Waiter : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    Waiter(TagSet& tags, Thread& thread) : tags_(tags), thread_(thread) {}
    Thread& thread() const { return thread_; }

    bool await_ready() {
      tags_.waiters_.push_back(*this);
      return thread_.sleep().await_ready();
    }
    void await_suspend(std::coroutine_handle<> handle) const { thread_.sleep().await_suspend(handle); }
    // Woken for another reason: nobody else's wake-up may be spent on this.
    void await_resume() {
      if (is_linked()) unlink();
    }

   private:
    TagSet& tags_;
    Thread& thread_;
  };

  int depth_;
  int wake_batch_;
  int freed_since_wake_ = 0;
  std::vector<int> free_;
  boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> waiters_;
};

}  // namespace loopsim::sim
