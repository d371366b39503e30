// SPDX-License-Identifier: GPL-2.0
#include "sim/processors.hpp"

#include <algorithm>
#include <utility>

namespace loopsim::sim {

Thread::Thread(Processors& processors, std::string name, Cpu& home, Affinity affinity)
    : affinity_(affinity), processors_(processors), cpu_(&home), name_(std::move(name)) {}

Thread::~Thread() {
  EventCore& core = processors_.core();
  if (event_.scheduled()) core.cancel(event_);
  if (timer_.scheduled()) core.cancel(timer_);
  if (delayed) cpu_->queue_.forget(*this);
  if (state_ == State::queued) cpu_->dequeue(*this);
  if (cpu_->current_ == this) cpu_->current_ = nullptr;
}

// Before a thread leaves its CPU, what it was charged still occupies it.
void Thread::settle_debt() {
  if (debt == 0) return;
  vruntime += debt;
  ran_beside_ += debt;
  cpu_->busy_ += debt;
  cpu_->interrupt_until_ = std::max(processors_.now(), cpu_->interrupt_until_) + std::exchange(debt, 0);
}

// update_entity_lag().
void Thread::remember_lag() {
  if (processors_.costs().scheduler != SchedulerClass::eevdf) return;
  lag = 0;
  // Who has the CPU for himself is its average.
  if (cpu_->queue_.alone()) {
    cpu_->queue_.advance(vruntime);
    return;
  }
  const SimTime most = 2 * processors_.costs().slice;
  lag = std::clamp(cpu_->queue_.average(this) - vruntime, -most, most);
  if (lag < 0 && processors_.costs().delay_dequeue) {
    lag = 0;
    cpu_->queue_.delay(*this);
  }
}

void Thread::forgo(SimTime first) {
  spend(-first);
  processors_.core().postpone(event_, std::max(event_.at() - first, cpu_->interrupt_until_));
}

void Thread::block(std::coroutine_handle<> handle) {
  resume_ = handle;
  ++sleeps_;
  if (hooks_ != nullptr) hooks_->going_to_sleep(*this);
  settle_debt();
  remember_lag();
  exit();
}

void Thread::exit() {
  settle_debt();
  cpu_->tell_switched_out(*this);
  last_ran_ = processors_.now();
  push_to_ = nullptr;
  state_ = State::sleeping;
  cpu_->current_ = nullptr;
  cpu_->pick_next();
}

void Thread::block_for(SimTime time, std::coroutine_handle<> handle) {
  timed_ = true;
  processors_.core().schedule(timer_, processors_.now() + time);
  block(handle);
}

void Thread::timer_expired() { wake(Context(*cpu_, Context::Kind::hardirq)); }

void Thread::spin(SimTime deadline, std::coroutine_handle<> handle) {
  resume_ = handle;
  settle_debt();
  spin_start_ = processors_.now();
  processors_.core().schedule(event_, std::max(deadline, cpu_->interrupt_until_));
  cpu_->busy_ += event_.at() - spin_start_;
  vruntime += event_.at() - spin_start_;
  ran_beside_ += event_.at() - spin_start_;
}

void Thread::stop_spinning(SimTime handover) {
  const SimTime planned = event_.at();
  const SimTime end = std::max(processors_.now(), cpu_->interrupt_until_) + handover;
  processors_.core().postpone(event_, end);
  cpu_->busy_ += end - planned;
  vruntime += end - planned;
  ran_beside_ += end - planned;
}

ThreadTimes Thread::times() const {
  const SimTime now = processors_.now();
  return {.cpu = ran_ + ran_beside_,
          .cpu_wait = cpu_wait_ + (state_ == State::queued ? now - queued_since_ : 0),
          .asleep = asleep_ + (state_ == State::sleeping ? now - last_ran_ : 0)};
}

bool Thread::should_yield_to(const Thread& other) const {
  const SchedulerCosts& costs = processors_.costs();
  if (costs.scheduler == SchedulerClass::round_robin) return processors_.now() - switched_in_ > costs.slice;
  const SimTime lead = vruntime + debt - other.vruntime;
  if (costs.scheduler == SchedulerClass::cfs && lead > costs.wakeup_granularity) return true;
  return lead > 0 && processors_.now() - switched_in_ > costs.slice;
}

bool Thread::lazy() const {
  const SchedulerCosts& costs = processors_.costs();
  if (costs.lazy_tick == 0 || push_to_ != nullptr) return false;
  const SimTime since = cpu_->need_resched_ ? cpu_->need_resched_since_ : switched_in_ + costs.slice;
  return processors_.now() / costs.lazy_tick == since / costs.lazy_tick;
}

void Thread::yield(std::coroutine_handle<> handle) {
  resume_ = handle;
  ++yields_;
  settle_debt();
  cpu_->queue_.ends_slice(*this);
  cpu_->tell_switched_out(*this);
  last_ran_ = processors_.now();
  cpu_->current_ = nullptr;
  Cpu& cpu = *cpu_;
  if (Cpu* target = std::exchange(push_to_, nullptr); target != nullptr && target->idle()) {
    move_to(*target);
    target->attach(*this);
    cpu.pick_next();
    return;
  }
  // The other one first: both are queued while it is chosen.
  cpu.enqueue(*this);
  cpu.pick_next();
}

void Thread::wake(const Context& waker) {
  if (state_ != State::sleeping) {
    wake_pending_ = true;
    return;
  }
  EventCore& core = processors_.core();
  asleep_ += core.now() - last_ran_;
  if (std::exchange(timed_, false) && timer_.scheduled()) core.cancel(timer_);
  const SchedulerCosts& costs = processors_.costs();
  const SimTime at = core.now() + waker.pending();
  waker.charge(costs.wake_issue);

  if (delayed) cpu_->forget_at_end_of_slice();
  // ttwu_runnable(): who is still counted there has no other CPU chosen.
  Cpu& target = delayed ? *cpu_ : processors_.select(*this, waker);
  if (delayed) {
    target.queue_.forget(*this);
    target.queue_.place_delayed(*this, target.current_);
  } else {
    if (&target != cpu_) move_to(target);
    target.queue_.place(*this, target.current_);
  }
  if (!target.idle()) {
    // ttwu_queue_cond(): an idle CPU enqueues for itself, another busy one has it done by the waker.
    if (&target != &waker.cpu()) waker.charge(costs.wake_enqueue);
    target.enqueue(*this);
    target.check_preempt(*this);
    return;
  }
  SimTime latency = costs.wake_local;
  if (&target != &waker.cpu()) {
    latency = target.exit_latency();
    waker.charge(target.when_idle(0, costs.resched_ipi));
  }
  target.switch_in(*this, std::max(at, target.interrupt_until_), latency, std::min(latency, costs.context_switch));
}

Load Thread::load() {
  return load_.at(processors_.now(), processors_.costs().load_window, [this] { return ran_ + cpu_wait_; });
}

// Run time counts relative to the others on the CPU; caches stay behind.
void Thread::move_to(Cpu& target) {
  const Load moved = load();
  cpu_->load_.add(-moved);
  target.load_.add(moved);
  const SimTime ahead = target.queue_.min_vruntime() - cpu_->queue_.min_vruntime();
  vruntime += ahead;
  slice_end += ahead;
  debt += processors_.costs().migration;
  cpu_ = &target;
}

void Thread::repatriate(Cpu& cpu) {
  if (state_ != State::sleeping || delayed || processors_.share_cache(*cpu_, cpu)) return;
  move_to(cpu);
}

void Thread::launch(std::coroutine_handle<> process) {
  resume_ = process;
  slice_end = vruntime + processors_.costs().slice;
  if (cpu_->idle()) {
    cpu_->switch_in(*this, processors_.now(), 0, 0);
  } else {
    cpu_->enqueue(*this);
  }
}

void Cpu::tell_stolen(SimTime cost) {
  processors_.observer()->interrupted(*this, interrupt_until_ - cost, interrupt_until_);
}

SimTime Cpu::when_idle(SimTime polling, SimTime halted) const {
  const SchedulerCosts& costs = processors_.costs();
  const SimTime idle = processors_.now() - idle_since_;
  if (idle < costs.idle_poll) return polling;
  if (idle >= costs.idle_halt) return halted;
  return polling + (halted - polling) * (idle - costs.idle_poll) / (costs.idle_halt - costs.idle_poll);
}

SimTime Cpu::exit_latency() const {
  return when_idle(processors_.costs().wake_polling, processors_.costs().wake_remote);
}

SimTime Cpu::demand() const {
  return busy_ + waited_ + static_cast<SimTime>(queue_.size()) * (processors_.now() - waited_since_);
}

Load Cpu::load() {
  return load_.at(processors_.now(), processors_.costs().load_window, [this] { return demand(); });
}

void Cpu::account_waiting() {
  waited_ += static_cast<SimTime>(queue_.size()) * (processors_.now() - waited_since_);
  waited_since_ = processors_.now();
}

void Cpu::enqueue(Thread& thread) {
  account_waiting();
  thread.state_ = Thread::State::queued;
  thread.queued_since_ = processors_.now();
  queue_.enqueue(thread);
  if (!thread.per_cpu() && queued_unbound_++ == 0) processors_.balancer_.offer(index_);
  processors_.balancer_.expect_tick();
}

void Cpu::dequeue(Thread& thread) {
  account_waiting();
  queue_.dequeue(thread);
  thread.cpu_wait_ += processors_.now() - thread.queued_since_;
  if (!thread.per_cpu() && --queued_unbound_ == 0) processors_.balancer_.withdraw(index_);
}

SimTime Cpu::switch_mm(const Thread& thread) {
  if (thread.mm_ == nullptr || thread.mm_ == mm_) return 0;
  return std::exchange(mm_, thread.mm_) == nullptr ? 0 : processors_.costs().mm_switch;
}

// wakeup_preempt(): who runs is protected until he has had his share. Looked at when a thread wakes, not again before
// the end of the slice.
void Cpu::check_preempt(const Thread& woken) {
  if (need_resched_ || current_ == nullptr || processors_.costs().scheduler != SchedulerClass::eevdf) return;
  need_resched_ = first_queued() == &woken && current_->vruntime + current_->debt > queue_.average(current_);
  need_resched_since_ = processors_.now();
}

// At the end of a slice the kernel looks who is next, and finds those that only count. Here nobody looks before one of
// them is woken.
void Cpu::forget_at_end_of_slice() {
  if (queue_.ends_slice(*current_)) queue_.forget_caught_up(current_);
}

// `cpu_time` is the part of the way in that this CPU works for.
void Cpu::switch_in(Thread& thread, SimTime at, SimTime latency, SimTime cpu_time) {
  const SimTime mm = switch_mm(thread);
  SimTime begin = at + latency + mm;
  cpu_time += mm;
  thread.state_ = Thread::State::running;
  thread.switched_in_ = processors_.now();
  current_ = &thread;
  need_resched_ = false;
  processors_.idle_.clear(index_);
  queue_.advance(thread.vruntime);
  busy_ += cpu_time;
  thread.vruntime += cpu_time;
  ++context_switches_;
  if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]] {
    observer->switched_in(*this, thread, begin);
  }
  if (thread.hooks_ != nullptr) {
    const SimTime first = thread.hooks_->switched_in(thread, begin);
    if (first > 0) begin += thread.spend(first);
  }
  processors_.core().schedule(thread.event_, begin);
}

void Cpu::attach(Thread& thread) {
  if (idle()) {
    switch_in(thread, std::max(processors_.now(), interrupt_until_), exit_latency(),
              processors_.costs().context_switch);
    return;
  }
  enqueue(thread);
  check_preempt(thread);
}

void Cpu::tell_switched_out(const Thread& thread) const {
  if (Observer* observer = processors_.observer(); observer != nullptr) [[unlikely]] {
    observer->switched_out(*this, thread, std::max(processors_.now(), interrupt_until_));
  }
}

void Cpu::pick_next() {
  queue_.forget_caught_up(nullptr);
  Thread* next = first_queued();
  if (next != nullptr) {
    dequeue(*next);
  } else {
    next = processors_.balancer_.newidle(*this);
    if (next == nullptr) {
      processors_.idle_.set(index_);
      idle_since_ = std::max(processors_.now(), interrupt_until_);
      return;
    }
    next->move_to(*this);
  }
  const SimTime cost = processors_.costs().context_switch;
  switch_in(*next, std::max(processors_.now(), interrupt_until_), cost, cost);
}

Processors::Processors(EventCore& core, int cpus, const SchedulerCosts& costs, int llc_cpus)
    : core_(core),
      costs_(costs),
      cpus_(static_cast<std::size_t>(cpus)),
      domains_(static_cast<std::size_t>((cpus + llc_cpus - 1) / llc_cpus)),
      idle_(cpus),
      balancer_(*this, cpus) {
  for (int first = 0; first < cpus; first += llc_cpus) {
    domains_.emplace_back(CacheDomain{first, std::min(first + llc_cpus, cpus)});
  }
  for (int index = 0; index < cpus; ++index) {
    cpus_.emplace_back(*this, index, index / llc_cpus);
    idle_.set(index);
  }
}

Cpu& Processors::select_other(Thread& thread, const Context& waker) {
  Cpu& previous = *thread.cpu_;
  if (costs_.scheduler != SchedulerClass::round_robin) return select_fair(thread, waker);
  // select_task_rq_rt(): equals run there; any CPU where none does is better, and no other.
  const int idle = idle_.next_from_wrapping(previous.index() + 1, 0, size());
  return idle == CpuMask::kNone ? previous : cpu(idle);
}

Cpu& Processors::select_fair(Thread& thread, const Context& waker) {
  Cpu& previous = *thread.cpu_;
  Cpu& target = wake_affine(thread, waker.cpu());
  if (target.idle()) return target;
  if (waker.in_task() && waker.thread()->per_cpu() && &waker.cpu() == &previous && previous.nr_running() <= 1) {
    return previous;
  }
  Cpu* idle = select_idle_cpu(target);
  return idle == nullptr ? target : *idle;
}

Cpu* Processors::select_idle_cpu(const Cpu& target) {
  CacheDomain& domain = domains_[static_cast<std::size_t>(target.llc_)];
  const int begin = target.index() + 1;
  const int idle = idle_.next_from_wrapping(begin, domain.first, domain.last);
  if (idle == CpuMask::kNone) return nullptr;
  const int looks = idle >= begin ? idle - begin + 1 : domain.last - begin + idle - domain.first + 1;
  return looks <= nr_idle_scan(domain) ? &cpu(idle) : nullptr;
}

int Processors::nr_idle_scan(CacheDomain& domain) {
  const int weight = domain.last - domain.first;
  if (!costs_.sis_util) return weight;
  const auto busy = [&] {
    SimTime total = 0;
    for (int index = domain.first; index < domain.last; ++index) total += cpu(index).busy();
    return total;
  };
  // The kernel's own arithmetic, in thousandths instead of 1024ths.
  const Load util = domain.load.at(now(), costs_.load_window, busy) / weight;
  constexpr std::int64_t kSquare = kImbalancePct * kImbalancePct;
  const Load taken = std::min<Load>(util * util * kSquare / (Load{10'000} * 1'000), 1'000);
  return static_cast<int>((1'000 - taken) * weight / 1'000);
}

// The CPU around which an idle one is searched, where the thread's own is busy.
Cpu& Processors::wake_affine(Thread& thread, Cpu& waking) const {
  Cpu& previous = *thread.cpu_;
  if (&waking == &previous || (waking.idle() && share_cache(waking, previous))) return waking;
  // wake_affine_weight(), with the thread's own load on either side and some reluctance to move.
  const Load own = thread.load();
  const Load here = waking.load() + own;
  const Load there = previous.load() - own;
  constexpr std::int64_t kReluctance = 100 + (kImbalancePct - 100) / 2;
  return here * 100 < there * kReluctance ? waking : previous;
}

SimTime Processors::busy() const {
  SimTime total = 0;
  for (const Cpu& cpu : cpus_) total += cpu.busy();
  return total;
}

std::uint64_t Processors::context_switches() const {
  std::uint64_t total = 0;
  for (const Cpu& cpu : cpus_) total += cpu.context_switches();
  return total;
}

}  // namespace loopsim::sim
