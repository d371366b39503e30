// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/cache_line.hpp"
#include "sim/cpu_mask.hpp"
#include "sim/event.hpp"
#include "sim/event_core.hpp"
#include "sim/fixed_array.hpp"
#include "sim/load_average.hpp"
#include "sim/load_balancer.hpp"
#include "sim/observer.hpp"
#include "sim/process.hpp"
#include "sim/run_queue.hpp"
#include "sim/scheduler_costs.hpp"
#include "sim/switch_hooks.hpp"
#include "sim/thread_times.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

class Cpu;
class Processors;
class Thread;

// Who is executing at this instant, and in which of the kernel's contexts. Code that may run in several takes one of
// these.
class Context {
 public:
  enum class Kind : unsigned char { task, softirq, hardirq };

  // A thread's own process context.
  explicit Context(Thread& thread);
  // ksoftirqd: a thread, but what it runs counts as softirq.
  static Context softirq_of(Thread& ksoftirqd);
  // An interrupt, or the softirq at its exit, that is at its end `pending` from now.
  Context(Cpu& cpu, Kind kind, SimTime pending = 0) : cpu_(cpu), pending_(pending), kind_(kind) {}

  Cpu& cpu() const { return cpu_; }
  Kind kind() const { return kind_; }
  bool in_task() const { return kind_ == Kind::task; }
  // The running thread; nullptr in an interrupt.
  Thread* thread() const { return thread_; }
  // Takes CPU time from whoever executes; others see what follows at once, the executor goes on `time` later.
  void charge(SimTime time) const;
  // CPU time that whoever executes was charged and has not yet lived through.
  SimTime pending() const;

 private:
  Context(Cpu& cpu, Kind kind, Thread* thread) : cpu_(cpu), thread_(thread), kind_(kind) {}
  Cpu& cpu_;
  Thread* thread_ = nullptr;
  SimTime pending_ = 0;
  Kind kind_;
};

// A schedulable thread: a program, a kworker, ksoftirqd. Its code is a Process that awaits compute() and sleep().
class alignas(kCacheLine) Thread : private RunEntity {
 public:
  // `home` is where the thread first runs. A bound thread never leaves it.
  enum class Affinity : unsigned char { unbound, bound };
  Thread(Processors& processors, std::string name, Cpu& home, Affinity affinity);
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  // Wherever it is: a run may end while it runs, waits or sleeps.
  ~Thread();

  const std::string& name() const { return name_; }
  Cpu& cpu() const { return *cpu_; }
  // A bound kernel thread: a thread it wakes may be stacked on its CPU, because it is about to sleep.
  bool per_cpu() const { return affinity_ == Affinity::bound; }
  bool sleeping() const { return state_ == State::sleeping; }
  bool on_cpu() const { return state_ == State::running; }
  // Times it gave up its CPU to wait for something.
  std::uint64_t sleeps() const { return sleeps_; }
  // Times it gave it up to wait, or to another thread.
  std::uint64_t switches() const { return sleeps_ + yields_; }
  // Up to now, what is still going on included.
  ThreadTimes times() const;
  // Somebody deserves the CPU more; see return_to_user().
  bool need_resched() const;
  // The same for kernel code, without the lazy bit: the kernel's need_resched(). See cond_resched().
  bool must_resched() const { return need_resched() && !lazy(); }
  // A program of its own, unlike kernel threads and the threads of one process: see SchedulerCosts::mm_switch.
  void has_address_space() { mm_ = this; }
  // Asleep, and last ran under another cache: the next wake-up takes the thread for one that ran on `cpu`, unless it
  // still counts where it went to sleep.
  void repatriate(Cpu& cpu);
  // They are called from now on; nullptr: none.
  void set_hooks(SwitchHooks* hooks) { hooks_ = hooks; }
  SwitchHooks* hooks() const { return hooks_; }

  // CPU time that the thread spends before it next awaits anything; merged into the next compute() or sleep(). What the
  // thread does in between is seen by others as if it had not been spent yet, so shared state is touched after
  // compute().
  void charge(SimTime time) { debt += time; }
  SimTime pending() const { return debt; }

  // co_await compute(t): runs on the CPU for t and all that was charged; interrupts make it later.
  auto compute(SimTime time) {
    struct Awaiter {
      Thread& thread;
      SimTime time;
      bool await_ready() const { return time + thread.debt == 0; }
      bool await_suspend(std::coroutine_handle<> handle) const { return thread.run_for(time, handle); }
      void await_resume() const {}
    };
    return Awaiter{*this, time};
  }

  // co_await sleep(): gives up the CPU until wake(). A wake that came first is not lost: sleep() then returns at once.
  auto sleep() {
    struct Awaiter {
      Thread& thread;
      bool await_ready() const {
        const bool woken = thread.wake_pending_;
        thread.wake_pending_ = false;
        return woken;
      }
      void await_suspend(std::coroutine_handle<> handle) const { thread.block(handle); }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }

  // co_await delay(t): sleeps for t.
  auto delay(SimTime time) {
    struct Awaiter {
      Thread& thread;
      SimTime time;
      bool await_ready() const { return time <= 0; }
      void await_suspend(std::coroutine_handle<> handle) const { thread.block_for(time, handle); }
      void await_resume() const {}
    };
    return Awaiter{*this, time};
  }

  // co_await spin_until(t): keeps the CPU busy until `deadline` or until stop_spinning().
  auto spin_until(SimTime deadline) {
    struct Awaiter {
      Thread& thread;
      SimTime deadline;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) const { thread.spin(deadline, handle); }
      void await_resume() const {}
    };
    return Awaiter{*this, deadline};
  }
  // Ends a spin `handover` from now.
  void stop_spinning(SimTime handover);

  // co_await return_to_user(), at the end of a system call: lets a thread go first that deserves the CPU more.
  auto return_to_user() { return PreemptionPoint{*this, need_resched()}; }
  // co_await cond_resched(): the same where a kernel thread may give way. Under PREEMPT_LAZY it must be told by a tick.
  // The only preemption points are these two.
  auto cond_resched() { return PreemptionPoint{*this, must_resched()}; }

  // It goes on as soon as it has its CPU: the `first` that SwitchHooks::switched_in() said, which has not begun, is not
  // to be done after all.
  void forgo(SimTime first);
  // Makes the thread runnable; `waker` pays wake_issue if it was asleep.
  void wake(const Context& waker);
  // The thread's process is at its end: the CPU goes to others.
  void exit();
  // Leaves the thread, which never ran, asleep; wake() will run its process from the start.
  void park(std::coroutine_handle<> process) { resume_ = process; }
  // Puts the thread, which never ran, on its CPU to run its process from the start.
  void launch(std::coroutine_handle<> process);

 private:
  friend class Cpu;
  friend class LoadBalancer;
  friend class Processors;

  enum class State : unsigned char { sleeping, queued, running };

  struct PreemptionPoint {
    Thread& thread;
    bool yields;
    bool await_ready() const { return !yields; }
    void await_suspend(std::coroutine_handle<> handle) const { thread.yield(handle); }
    void await_resume() const {}
  };

  // TIF_NEED_RESCHED_LAZY: no tick has passed since somebody else began to deserve the CPU.
  bool lazy() const;
  void resume() { resume_.resume(); }
  // CPU time that it will have spent when it goes on, what it was charged included.
  SimTime spend(SimTime time);
  // False if nothing else happens meanwhile: then the time has passed when it returns.
  bool run_for(SimTime time, std::coroutine_handle<> handle);
  void block(std::coroutine_handle<> handle);
  void block_for(SimTime time, std::coroutine_handle<> handle);
  void spin(SimTime deadline, std::coroutine_handle<> handle);
  bool should_yield_to(const Thread& other) const;
  void yield(std::coroutine_handle<> handle);
  void settle_debt();
  void remember_lag();
  Load load();
  void move_to(Cpu& target);
  void timer_expired();

  // What every event of it touches comes first, with the RunEntity in two cache lines; what every sleep and wake-up
  // does, in the third.
  Affinity affinity_;
  State state_ = State::sleeping;
  bool wake_pending_ = false;
  bool timed_ = false;  // its sleep may end by timer_
  Processors& processors_;
  Cpu* cpu_;
  MemberEvent<Thread, &Thread::resume> event_{*this};
  std::coroutine_handle<> resume_;
  SimTime ran_ = 0;
  SimTime switched_in_ = 0;
  Cpu* push_to_ = nullptr;  // the load balancer wants it there
  SwitchHooks* hooks_ = nullptr;
  const void* mm_ = nullptr;  // nullptr: runs in whatever address space was there last
  std::uint64_t sleeps_ = 0;
  SimTime last_ran_ = 0;
  SimTime queued_since_ = 0;
  SimTime asleep_ = 0;
  SimTime cpu_wait_ = 0;
  SimTime ran_beside_ = 0;  // spinning, or charged when it left its CPU
  std::uint64_t yields_ = 0;
  SimTime spin_start_ = 0;
  LoadAverage load_;
  MemberEvent<Thread, &Thread::timer_expired> timer_{*this};
  std::string name_;
};

// The last step of a call that comes when a thread has lived through what it was charged.
class StepAfterCharges : public LastStep {
 public:
  bool ready() const final { return thread_->pending() == 0; }
  bool wait(std::coroutine_handle<> awaiter) final { return thread_->compute(0).await_suspend(awaiter); }

 protected:
  ~StepAfterCharges() = default;
  void take_place_in(Thread& thread) { thread_ = &thread; }
  Thread& thread() const { return *thread_; }

 private:
  Thread* thread_ = nullptr;
};

// One processor: the running thread, those that wait for it, and interrupts, which take its time from whatever runs.
class alignas(kCacheLine) Cpu {
 public:
  // Number `index`, under cache `llc`.
  Cpu(Processors& processors, int index, int llc);
  Cpu(const Cpu&) = delete;
  Cpu& operator=(const Cpu&) = delete;

  Processors& processors() const { return processors_; }
  int index() const { return index_; }
  // Nothing runs or waits here (interrupts may).
  bool idle() const { return current_ == nullptr; }
  std::size_t nr_running() const { return queue_.size() + (current_ == nullptr ? 0 : 1); }
  bool in_interrupt(SimTime now) const { return interrupt_until_ > now; }

  // Fires `handler` after `cost` of interrupt work, behind interrupt work already begun.
  void interrupt(SimTime cost, Event& handler);
  // The same for a handler that is called at once: what it does is seen now, and its own time is that of its end.
  Context interrupt(SimTime cost);
  // Interrupt work that nothing waits for.
  void steal(SimTime cost);
  SimTime interrupt_until() const { return interrupt_until_; }

  // CPU time spent since the start, interrupts and context switches included; a stretch counts when it begins.
  SimTime busy() const { return busy_; }
  // Switches to a thread, from another one or from idle.
  std::uint64_t context_switches() const { return context_switches_; }

 private:
  friend class LoadBalancer;
  friend class Thread;
  friend class Processors;

  // What lies between `polling` and `halted` as far as this idle CPU is on its way into the halt.
  SimTime when_idle(SimTime polling, SimTime halted) const;
  // Until a thread runs here that another CPU puts on this idle one.
  SimTime exit_latency() const;
  void tell_stolen(SimTime cost);
  // Time for which threads ran or wanted to, which is what the scheduler calls load.
  SimTime demand() const;
  Load load();
  void account_waiting();
  void enqueue(Thread& thread);
  void dequeue(Thread& thread);
  void check_preempt(const Thread& woken);
  void forget_at_end_of_slice();
  // attach_task(): of a thread that comes from another CPU's queue.
  void attach(Thread& thread);
  void switch_in(Thread& thread, SimTime at, SimTime latency, SimTime cpu_time);
  // switch_mm(): CPU time to go over to the address space of `thread`.
  SimTime switch_mm(const Thread& thread);
  void tell_switched_out(const Thread& thread) const;
  void pick_next();
  Thread* first_queued() const { return static_cast<Thread*>(queue_.first()); }

  Processors& processors_;
  Thread* current_ = nullptr;
  SimTime interrupt_until_ = 0;
  SimTime busy_ = 0;
  RunQueue queue_;
  int queued_unbound_ = 0;
  int index_;
  int llc_;
  bool need_resched_ = false;
  SimTime need_resched_since_ = 0;
  SimTime idle_since_ = 0;
  std::uint64_t context_switches_ = 0;
  const void* mm_ = nullptr;
  SimTime waited_ = 0;  // by all threads, up to waited_since_
  SimTime waited_since_ = 0;
  LoadAverage load_;
};

// The machine's CPUs, in groups that share a last-level cache, and the scheduler's rules: where a woken thread runs and
// who runs next.
class Processors {
 public:
  // `cpus` >= 1, each `llc_cpus` of them with a cache of their own.
  Processors(EventCore& core, int cpus, const SchedulerCosts& costs, int llc_cpus);
  // All CPUs share one cache.
  Processors(EventCore& core, int cpus, const SchedulerCosts& costs) : Processors(core, cpus, costs, cpus) {}

  EventCore& core() { return core_; }
  SimTime now() const { return core_.now(); }
  const SchedulerCosts& costs() const { return costs_; }
  int size() const { return static_cast<int>(cpus_.size()); }
  Cpu& cpu(int index) { return cpus_[static_cast<std::size_t>(index)]; }
  FixedArray<Cpu>& cpus() { return cpus_; }
  // cpus_share_cache().
  bool share_cache(const Cpu& a, const Cpu& b) const { return a.llc_ == b.llc_; }
  // `observer` is told of what threads, CPUs and semaphores do from now on.
  void observe(Observer& observer) { observer_ = &observer; }
  // nullptr while nobody watches.
  Observer* observer() const { return observer_; }

  SimTime busy() const;
  std::uint64_t context_switches() const;

 private:
  friend class Cpu;
  friend class Thread;
  // Where a woken thread goes: back, if it is bound or its CPU idles.
  Cpu& select(Thread& thread, const Context& waker) {
    Cpu& previous = thread.cpu();
    return thread.per_cpu() || previous.idle() ? previous : select_other(thread, waker);
  }
  Cpu& select_other(Thread& thread, const Context& waker);
  // select_task_rq_fair(): to an idle CPU, its own or the waker's first; where none of those that share their cache
  // idles, or they are too busy to search for one, to its own or the waker's, whichever has less load. A thread woken
  // by a bound kernel thread in process context stays where it is, for the waker is about to leave.
  Cpu& select_fair(Thread& thread, const Context& waker);
  Cpu& wake_affine(Thread& thread, Cpu& waking) const;
  // An idle CPU of the cache domain of `target`; nullptr: none was found.
  Cpu* select_idle_cpu(const Cpu& target);
  struct CacheDomain {
    int first = 0;
    int last = 0;  // one past it
    LoadAverage load{};
  };
  // update_idle_cpu_scan(): at how many CPUs of its domain a waker may look, by how busy they have been.
  int nr_idle_scan(CacheDomain& domain);

  EventCore& core_;
  SchedulerCosts costs_;
  FixedArray<Cpu> cpus_;
  FixedArray<CacheDomain> domains_;
  CpuMask idle_;  // CPUs where nothing runs or waits
  LoadBalancer balancer_;
  Observer* observer_ = nullptr;
};

inline Cpu::Cpu(Processors& processors, int index, int llc)
    : processors_(processors), queue_(processors.costs()), index_(index), llc_(llc) {}

inline bool Thread::need_resched() const {
  if (push_to_ != nullptr) return true;
  if (cpu_->queue_.empty()) return false;
  return cpu_->need_resched_ || should_yield_to(*cpu_->first_queued());
}

inline SimTime Thread::spend(SimTime time) {
  const SimTime total = time + std::exchange(debt, 0);
  vruntime += total;
  ran_ += total;
  cpu_->busy_ += total;
  return total;
}

inline bool Thread::run_for(SimTime time, std::coroutine_handle<> handle) {
  const SimTime total = spend(time);
  EventCore& core = processors_.core();
  const SimTime end = std::max(core.now(), cpu_->interrupt_until_) + total;
  if (core.try_advance(end)) return false;
  resume_ = handle;
  core.schedule(event_, end);
  return true;
}

inline void Cpu::steal(SimTime cost) {
  EventCore& core = processors_.core();
  interrupt_until_ = std::max(core.now(), interrupt_until_) + cost;
  busy_ += cost;
  if (processors_.observer() != nullptr) [[unlikely]]
    tell_stolen(cost);
  if (current_ != nullptr && current_->event_.scheduled()) {
    core.postpone(current_->event_, std::max(current_->event_.at() + cost, interrupt_until_));
  }
}

inline void Cpu::interrupt(SimTime cost, Event& handler) {
  steal(cost);
  processors_.core().schedule(handler, interrupt_until_);
}

inline Context Cpu::interrupt(SimTime cost) {
  steal(cost);
  return {*this, Context::Kind::hardirq, interrupt_until_ - processors_.now()};
}

inline Context::Context(Thread& thread) : cpu_(thread.cpu()), thread_(&thread), kind_(Kind::task) {}

inline Context Context::softirq_of(Thread& ksoftirqd) { return {ksoftirqd.cpu(), Kind::softirq, &ksoftirqd}; }

inline SimTime Context::pending() const { return thread_ != nullptr ? thread_->pending() : pending_; }

inline void Context::charge(SimTime time) const {
  if (thread_ != nullptr) {
    thread_->charge(time);
  } else {
    cpu_.steal(time);
  }
}

}  // namespace loopsim::sim
