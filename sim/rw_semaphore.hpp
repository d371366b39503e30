// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>

#include "sim/event.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::sim {

struct RwSemaphoreCosts {
  SimTime spin_handover = 0;  // release until a spinning waiter has it
  SimTime spin_limit = 0;     // an exclusive waiter spins this long before it sleeps
};

// The kernel's rw-semaphore. Any number of shared holders or one exclusive holder. A shared *try* fails if a writer
// owns it or if anyone is queued. An exclusive requester spins while the writer that owns the lock runs, and for a
// bounded time on readers, and while it spins it may take the lock past those who sleep; then, or when its CPU is
// wanted by others, it queues. Sleepers are served first come, first served: a group of readers at the head gets the
// lock as it is woken, a writer at the head is woken and tries again.
//
// A shared section whose length is known beforehand needs no event at its end: the lock remembers until when such
// sections last, and only a writer that has to wait for them looks at it.
class RwSemaphore {
 public:
  RwSemaphore(Processors& processors, const RwSemaphoreCosts& costs) : processors_(processors), costs_(costs) {}

  // Shared section of `length`, entered now; false if a writer owns the lock or anyone is queued.
  bool try_read_section(SimTime length) {
    if (writer_ || !waiters_.empty()) return false;
    extend_sections(length);
    return true;
  }
  // The same, waiting. The caller spends `length` on its CPU afterwards.
  Task<> read_section(Thread& thread, SimTime length) {
    if (try_read_section(length)) return Task<>::ready();
    return read_section_slow(thread, length);
  }

  bool try_down_read() {
    if (writer_ || !waiters_.empty()) return false;
    ++readers_;
    return true;
  }
  Task<> down_read(Thread& thread) {
    if (try_down_read()) return Task<>::ready();
    return down_read_slow(thread);
  }
  void up_read(const Context& context);

  bool try_down_write() {
    if (held() || !waiters_.empty()) return false;
    writer_ = true;
    return true;
  }
  Task<> down_write(Thread& thread) {
    if (!try_down_write()) return down_write_slow(thread);
    owner_ = &thread;
    return Task<>::ready();
  }
  void up_write(const Context& context);

  bool owned_by_writer() const { return writer_; }
  std::size_t queued() const { return waiters_.size(); }
  // Times a requester went to sleep.
  std::uint64_t sleeps() const { return sleeps_; }

 private:
  // In the frame of whoever waits, which an error may destroy at any time.
  struct Waiter {
    Waiter(RwSemaphore& owner, Thread& who, bool wants_all) : semaphore(owner), thread(&who), exclusive(wants_all) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
      std::erase(semaphore.waiters_, this);
      std::erase(semaphore.spinners_, this);
    }

    RwSemaphore& semaphore;
    Thread* thread;
    bool exclusive;
    bool granted = false;
  };

  bool in_section() const { return sections_until_ > processors_.now(); }
  bool held() const { return writer_ || readers_ > 0 || in_section(); }
  void own(Thread& thread) {
    writer_ = true;
    owner_ = &thread;
  }
  bool worth_spinning(const Thread& thread, SimTime deadline) const;
  void extend_sections(SimTime length) {
    const SimTime end = processors_.now() + length;
    if (end > sections_until_) sections_until_ = end;
  }

  Task<> read_section_slow(Thread& thread, SimTime length);
  Task<> down_read_slow(Thread& thread);
  Task<> down_write_slow(Thread& thread);
  void released(const Context& context);
  void wake_head(const Context& context);
  void expect_sections_end();
  void sections_ended();

  Processors& processors_;
  RwSemaphoreCosts costs_;
  bool writer_ = false;
  Thread* owner_ = nullptr;  // the writer, where known
  int readers_ = 0;
  SimTime sections_until_ = 0;
  std::deque<Waiter*> waiters_;
  std::deque<Waiter*> spinners_;
  MemberEvent<RwSemaphore, &RwSemaphore::sections_ended> sections_end_{*this};
  std::uint64_t sleeps_ = 0;
};

// Gives back a semaphore that `thread` holds shared, at the end of the scope.
class ReadLock {
 public:
  ReadLock(RwSemaphore& semaphore, Thread& thread) : semaphore_(semaphore), thread_(thread) {}
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;
  ~ReadLock() { semaphore_.up_read(Context(thread_)); }

 private:
  RwSemaphore& semaphore_;
  Thread& thread_;
};

}  // namespace loopsim::sim
