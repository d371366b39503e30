// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include <boost/intrusive/list.hpp>

#include "sim/event.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::sim {

struct RwSemaphoreCosts {
  SimTime spin_handover = 0;       // release until a spinning waiter has it
  SimTime spin_limit = 0;          // an exclusive waiter spins this long on readers, and longer on more than one
  SimTime handoff_after = kNever;  // a sleeper at the head that has waited longer gets the lock next
  bool real_time = false;          // threads are: a writer at the head does not wait until then
};

// The kernel's rw-semaphore (since 5.12). Any number of shared holders or one exclusive holder. A shared *try* fails if
// a writer owns it or if anyone is queued. Whoever runs may take a free lock past those who sleep: a reader at once, a
// writer while it spins, which it does while the writer that owns the lock runs, and for a bounded time on readers.
// Sleepers are served first come, first served, but for readers: with one at the head, all that sleep get the lock as
// they are woken. A writer at the head is woken and tries again. A head that has been overtaken for too long has the
// lock handed to it.
//
// A shared section whose length is known beforehand needs no event at its end: the lock remembers until when such
// sections last, and only a writer that has to wait for them looks at it.
class RwSemaphore {
 public:
  // `name` is for who watches; it must outlive the semaphore.
  RwSemaphore(Processors& processors, const RwSemaphoreCosts& costs, const char* name = "rw_semaphore")
      : processors_(processors), costs_(costs), name_(name) {}

  const char* name() const { return name_; }

  // Shared section of `length`, entered now; false if a writer owns the lock or anyone is queued.
  bool try_read_section(SimTime length) {
    if (writer_ || !waiters_.empty()) return false;
    extend_sections(length);
    return true;
  }
  // The same, waiting. The caller spends `length` on its CPU afterwards.
  Task<> read_section(Thread& thread, SimTime length) {
    if (try_read_section(length)) return Task<>::ready();
    if (may_overtake()) {
      extend_sections(length);
      expect_sections_end();
      return Task<>::ready();
    }
    return read_section_slow(thread, length);
  }

  bool try_down_read() {
    if (writer_ || !waiters_.empty()) return false;
    ++readers_;
    return true;
  }
  Task<> down_read(Thread& thread) {
    if (try_down_read()) return Task<>::ready();
    if (may_overtake()) {
      ++readers_;
      return Task<>::ready();
    }
    return down_read_slow(thread);
  }
  void up_read(const Context& context) {
    --readers_;
    if (anyone_waits()) reader_left(context);
  }

  bool try_down_write() {
    if (held() || !waiters_.empty()) return false;
    writer_ = true;
    owned_since_ = processors_.now();
    return true;
  }
  Task<> down_write(Thread& thread) {
    if (!try_down_write()) return down_write_slow(thread);
    owner_ = &thread;
    if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]]
      tell_owned(*observer);
    return Task<>::ready();
  }
  void up_write(const Context& context) {
    writer_ = false;
    owner_ = nullptr;
    exclusive_time_ += processors_.now() - owned_since_;
    if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]] {
      observer->disowned(*this, processors_.now());
    }
    if (anyone_waits()) released(context);
  }

  bool owned_by_writer() const { return writer_; }
  std::size_t queued() const { return waiters_.size(); }
  // Time that writers have owned it, up to now.
  SimTime exclusive_time() const { return exclusive_time_ + (writer_ ? processors_.now() - owned_since_ : 0); }
  // Times a requester went to sleep.
  std::uint64_t sleeps() const { return sleeps_; }

 private:
  static constexpr int kMostReadersWoken = 256;  // MAX_READERS_WAKEUP

  // In the frame of whoever waits, which an error may destroy at any time: it then leaves the list it is in.
  using Link = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  struct Waiter : Link {
    Waiter(Thread& who, bool wants_all) : thread(&who), exclusive(wants_all) {}

    Thread* thread;
    bool exclusive;
    bool granted = false;
    bool spinning = false;  // at the head of the queue, because the lock will be handed to it
    SimTime since = 0;      // in the queue
  };
  using Waiters = boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>>;

  bool in_section() const { return sections_until_ > processors_.now(); }
  bool anyone_waits() const { return !waiters_.empty() || !spinners_.empty(); }
  bool held() const { return writer_ || readers_ > 0 || in_section(); }
  void own(Thread& thread) {
    writer_ = true;
    owner_ = &thread;
    nonspinnable_ = false;
    owned_since_ = processors_.now();
    if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]]
      tell_owned(*observer);
  }
  // Whether a reader may take the lock although others sleep for it.
  bool may_overtake() const { return !held() && !handoff_; }
  SimTime reader_spin_limit() const;
  bool owner_runs() const { return writer_ && (owner_ == nullptr || owner_->on_cpu()); }
  void tell_owned(Observer& observer) const;
  // A wait, and its end, on the thread's own time.
  void tell_waits(const Thread& thread, bool exclusive) const;
  void tell_waited(const Thread& thread) const;
  bool worth_spinning(const Thread& thread, SimTime deadline) const;
  void ask_for_handoff(const Waiter& head);
  void extend_sections(SimTime length) { sections_until_ = std::max(sections_until_, processors_.now() + length); }

  void queue_up(Waiter& reader);
  Task<> read_section_slow(Thread& thread, SimTime length);
  Task<> down_read_slow(Thread& thread);
  Task<> down_write_slow(Thread& thread);
  void reader_left(const Context& context);
  void released(const Context& context);
  bool grant_spinner();
  void wake_head(const Context& context);
  void expect_sections_end();
  void sections_ended();

  Processors& processors_;
  RwSemaphoreCosts costs_;
  const char* name_;
  bool writer_ = false;
  Thread* owner_ = nullptr;  // the writer, where known
  SimTime owned_since_ = 0;
  SimTime exclusive_time_ = 0;
  int readers_ = 0;
  SimTime sections_until_ = 0;
  bool handoff_ = false;       // the head of the queue is next, whoever runs
  bool nonspinnable_ = false;  // a writer has spun on these readers in vain
  Waiters waiters_;
  Waiters spinners_;
  MemberEvent<RwSemaphore, &RwSemaphore::sections_ended> sections_end_{*this};
  std::uint64_t sleeps_ = 0;
};

// Gives back a semaphore that `thread` holds shared, at the end of the scope, unless it holds none.
class ReadLock {
 public:
  ReadLock() = default;
  ReadLock(RwSemaphore& semaphore, Thread& thread) : semaphore_(&semaphore), thread_(&thread) {}
  ReadLock(ReadLock&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)), thread_(other.thread_) {}
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;
  ReadLock& operator=(ReadLock&&) = delete;
  ~ReadLock() {
    if (holds()) semaphore_->up_read(Context(*thread_));
  }

  bool holds() const { return semaphore_ != nullptr; }
  // The thread holds on to it beyond the scope.
  void keep() { semaphore_ = nullptr; }

 private:
  RwSemaphore* semaphore_ = nullptr;
  Thread* thread_ = nullptr;
};

}  // namespace loopsim::sim
