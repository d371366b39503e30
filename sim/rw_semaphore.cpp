// SPDX-License-Identifier: GPL-2.0
#include "sim/rw_semaphore.hpp"

#include <algorithm>

namespace loopsim::sim {

void RwSemaphore::tell_owned(Observer& observer) const {
  observer.owned(*this, *owner_, processors_.now() + owner_->pending());
}

void RwSemaphore::tell_waits(const Thread& thread, bool exclusive) const {
  if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]] {
    observer->waits_for(*this, thread, exclusive, processors_.now() + thread.pending());
  }
}

void RwSemaphore::tell_waited(const Thread& thread) const {
  if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]] {
    observer->waited_for(*this, thread, processors_.now() + thread.pending());
  }
}

// Whoever releases the lock hands it to the readers at the head before they run.
void RwSemaphore::queue_up(Waiter& reader) {
  tell_waits(*reader.thread, false);
  reader.since = processors_.now();
  waiters_.push_back(reader);
  ++sleeps_;
}

Task<> RwSemaphore::read_section_slow(Thread& thread, SimTime length) {
  Waiter waiter(thread, false);
  queue_up(waiter);
  while (!waiter.granted) co_await thread.sleep();
  tell_waited(thread);
  --readers_;
  extend_sections(length);
  if (held()) {
    expect_sections_end();
  } else {
    released(Context(thread));
  }
}

Task<> RwSemaphore::down_read_slow(Thread& thread) {
  Waiter waiter(thread, false);
  queue_up(waiter);
  while (!waiter.granted) co_await thread.sleep();
  tell_waited(thread);
}

// rwsem_rspin_threshold(): 10 us and 0.5 us more for each reader, 30 of them at most.
SimTime RwSemaphore::reader_spin_limit() const {
  const int readers = std::min(readers_ + (in_section() ? 1 : 0), 30);
  return costs_.spin_limit * (20 + readers) / 20;
}

// rwsem_can_spin_on_owner(): a writer that runs will be done soon; readers cannot be seen, so they get until
// `deadline`.
bool RwSemaphore::worth_spinning(const Thread& thread, SimTime deadline) const {
  if (thread.must_resched() || costs_.spin_limit == 0) return false;
  return writer_ ? owner_runs() : !nonspinnable_ && processors_.now() < deadline;
}

Task<> RwSemaphore::down_write_slow(Thread& thread) {
  tell_waits(thread, true);
  Waiter waiter(thread, true);
  const SimTime deadline = processors_.now() + reader_spin_limit();
  while (worth_spinning(thread, deadline)) {
    // Spinners take the lock past the sleepers.
    if (may_overtake()) {
      own(thread);
      tell_waited(thread);
      co_return;
    }
    // A writer is looked at again after a while: it may have gone to sleep.
    SimTime until = writer_ ? processors_.now() + costs_.spin_limit : deadline;
    if (in_section() && !writer_ && readers_ == 0) until = std::min(until, sections_until_);
    spinners_.push_back(waiter);
    co_await thread.spin_until(until);
    waiter.unlink();
    if (waiter.granted) {
      tell_waited(thread);
      co_return;
    }
  }
  if (!writer_ && processors_.now() >= deadline) nonspinnable_ = true;
  waiter.since = processors_.now();
  waiters_.push_back(waiter);
  ++sleeps_;
  for (;;) {
    if (&waiters_.front() == &waiter) {
      if (!held()) {
        waiters_.pop_front();
        handoff_ = false;
        own(thread);
        tell_waited(thread);
        co_return;
      }
      ask_for_handoff(waiter);
      if (handoff_ && costs_.spin_limit > 0 && owner_runs() && !thread.must_resched()) {
        waiter.spinning = true;
        co_await thread.spin_until(processors_.now() + costs_.spin_limit);
        waiter.spinning = false;
        continue;
      }
    }
    expect_sections_end();
    co_await thread.sleep();
  }
}

// rwsem_try_write_lock(); a reader at the head asks in rwsem_mark_wake().
void RwSemaphore::ask_for_handoff(const Waiter& head) {
  const bool at_once = costs_.real_time && head.exclusive;
  if (at_once || processors_.now() - head.since > costs_.handoff_after) handoff_ = true;
}

void RwSemaphore::reader_left(const Context& context) {
  if (held()) {
    expect_sections_end();
  } else {
    released(context);
  }
}

void RwSemaphore::released(const Context& context) {
  nonspinnable_ = false;
  const bool taken = !handoff_ && grant_spinner();
  if (waiters_.empty()) return;
  Waiter& head = waiters_.front();
  if (taken && !head.exclusive) {
    ask_for_handoff(head);
    return;
  }
  wake_head(context);
}

bool RwSemaphore::grant_spinner() {
  for (Waiter& spinner : spinners_) {
    if (spinner.granted) continue;
    spinner.granted = true;
    own(*spinner.thread);
    spinner.thread->stop_spinning(costs_.spin_handover);
    return true;
  }
  return false;
}

// rwsem_wake(): a writer is woken even if a spinner has the lock by then.
void RwSemaphore::wake_head(const Context& context) {
  if (waiters_.front().exclusive) {
    Waiter& writer = waiters_.front();
    if (in_section()) {
      expect_sections_end();
    } else if (writer.spinning) {
      writer.thread->stop_spinning(costs_.spin_handover);
    } else {
      writer.thread->wake(context);
    }
    return;
  }
  handoff_ = false;
  // rwsem_mark_wake(): with a reader at the head, all readers go, past the writers among them.
  int woken = 0;
  for (auto next = waiters_.begin(); next != waiters_.end() && woken < kMostReadersWoken;) {
    Waiter& reader = *next++;
    if (reader.exclusive) continue;
    reader.unlink();
    ++readers_;
    ++woken;
    reader.granted = true;
    reader.thread->wake(context);
  }
}

// Where only shared sections of known length keep a sleeper waiting, nobody else will release the lock to him.
void RwSemaphore::expect_sections_end() {
  if (!anyone_waits() || !in_section() || sections_end_.scheduled()) return;
  processors_.core().schedule(sections_end_, sections_until_);
}

void RwSemaphore::sections_ended() {
  expect_sections_end();
  if (held() || !anyone_waits()) return;
  Thread& head = *(waiters_.empty() ? spinners_ : waiters_).front().thread;
  released(Context(head.cpu(), Context::Kind::hardirq));
}

}  // namespace loopsim::sim
