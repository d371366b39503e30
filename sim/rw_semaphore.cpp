// SPDX-License-Identifier: GPL-2.0
#include "sim/rw_semaphore.hpp"

#include <algorithm>

namespace loopsim::sim {

Task<> RwSemaphore::read_section_slow(Thread& thread, SimTime length) {
  co_await down_read(thread);
  --readers_;
  extend_sections(length);
  if (held()) {
    expect_sections_end();
  } else {
    released(Context(thread));
  }
}

Task<> RwSemaphore::down_read_slow(Thread& thread) {
  Waiter waiter(*this, thread, false);
  waiters_.push_back(&waiter);
  ++sleeps_;
  // Whoever releases the lock hands it to the readers at the head before they run.
  while (!waiter.granted) co_await thread.sleep();
}

// rwsem_can_spin_on_owner(): a writer that runs will be done soon; readers cannot be seen, so they get until
// `deadline`.
bool RwSemaphore::worth_spinning(const Thread& thread, SimTime deadline) const {
  if (thread.need_resched() || costs_.spin_limit == 0) return false;
  return writer_ ? owner_ == nullptr || owner_->on_cpu() : processors_.now() < deadline;
}

Task<> RwSemaphore::down_write_slow(Thread& thread) {
  Waiter waiter(*this, thread, true);
  const SimTime deadline = processors_.now() + costs_.spin_limit;
  while (worth_spinning(thread, deadline)) {
    // Spinners take the lock past the sleepers.
    if (!held()) {
      own(thread);
      co_return;
    }
    // A writer is looked at again after a while: it may have gone to sleep.
    SimTime until = writer_ ? processors_.now() + costs_.spin_limit : deadline;
    if (in_section() && !writer_ && readers_ == 0) until = std::min(until, sections_until_);
    spinners_.push_back(&waiter);
    co_await thread.spin_until(until);
    spinners_.erase(std::find(spinners_.begin(), spinners_.end(), &waiter));
    if (waiter.granted) co_return;
  }
  waiters_.push_back(&waiter);
  ++sleeps_;
  for (;;) {
    if (waiters_.front() == &waiter && !held()) {
      waiters_.pop_front();
      own(thread);
      co_return;
    }
    expect_sections_end();
    co_await thread.sleep();
  }
}

void RwSemaphore::up_read(const Context& context) {
  --readers_;
  if (!held()) {
    released(context);
  } else {
    expect_sections_end();
  }
}

void RwSemaphore::up_write(const Context& context) {
  writer_ = false;
  owner_ = nullptr;
  released(context);
}

void RwSemaphore::released(const Context& context) {
  for (Waiter* spinner : spinners_) {
    if (spinner->granted) continue;
    spinner->granted = true;
    own(*spinner->thread);
    spinner->thread->stop_spinning(costs_.spin_handover);
    return;
  }
  wake_head(context);
}

void RwSemaphore::wake_head(const Context& context) {
  if (waiters_.empty()) return;
  if (waiters_.front()->exclusive) {
    if (in_section()) {
      expect_sections_end();
    } else {
      waiters_.front()->thread->wake(context);
    }
    return;
  }
  while (!waiters_.empty() && !waiters_.front()->exclusive) {
    Waiter* reader = waiters_.front();
    waiters_.pop_front();
    ++readers_;
    reader->granted = true;
    reader->thread->wake(context);
  }
}

// Where only shared sections of known length keep a sleeper waiting, nobody else will release the lock to him.
void RwSemaphore::expect_sections_end() {
  if ((waiters_.empty() && spinners_.empty()) || !in_section() || sections_end_.scheduled()) return;
  processors_.core().schedule(sections_end_, sections_until_);
}

void RwSemaphore::sections_ended() {
  expect_sections_end();
  if (held() || (waiters_.empty() && spinners_.empty())) return;
  Thread& head = *(waiters_.empty() ? spinners_ : waiters_).front()->thread;
  released(Context(head.cpu(), Context::Kind::hardirq));
}

}  // namespace loopsim::sim
