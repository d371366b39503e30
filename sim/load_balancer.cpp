// SPDX-License-Identifier: GPL-2.0
#include "sim/load_balancer.hpp"

#include <algorithm>

#include "sim/processors.hpp"

namespace loopsim::sim {

namespace {

// Of a domain whose CPUs share a cache.
constexpr int kCacheNiceTries = 1;
// sd->busy_factor.
constexpr SimTime kBusyFactor = 16;

}  // namespace

LoadBalancer::LoadBalancer(Processors& processors, int cpus)
    : processors_(processors), offering_(cpus), looks_(static_cast<std::size_t>(cpus)) {
  for (int cpu = 0; cpu < cpus; ++cpu) looks_.emplace_back();
}

LoadBalancer::Looks& LoadBalancer::looks_of(const Cpu& cpu) { return looks_[static_cast<std::size_t>(cpu.index())]; }

// Ticks come at multiples of their interval, whatever threads do.
void LoadBalancer::schedule_tick() {
  const SimTime interval = processors_.costs().balance_interval;
  if (interval == 0) return;
  processors_.core().schedule(tick_, (processors_.now() / interval + 1) * interval);
}

// sched_balance_domains() of every CPU: one that idles looks at every tick, one that is busy less often.
void LoadBalancer::tick() {
  const bool queued = std::ranges::any_of(processors_.cpus(), [](const Cpu& cpu) { return !cpu.queue_.empty(); });
  const SimTime now = processors_.now();
  for (Cpu& cpu : processors_.cpus()) {
    const SimTime interval = (cpu.idle() ? 1 : kBusyFactor) * processors_.costs().balance_interval;
    if (now - looks_of(cpu).last < interval) continue;
    looks_of(cpu).last = now;
    balance(cpu);
  }
  if (queued) expect_tick();
}

// sched_balance_rq().
void LoadBalancer::balance(Cpu& cpu) {
  int& failed = looks_of(cpu).failed;
  Cpu* busiest = find_busiest(cpu);
  const Imbalance imbalance = busiest == nullptr ? Imbalance{} : imbalance_between(cpu, *busiest);
  if (imbalance.amount == 0 || move(*busiest, cpu, imbalance)) {
    failed = 0;
    return;
  }
  // need_active_balance().
  if (++failed <= kCacheNiceTries + 2 || !cpu.idle()) return;
  Thread* running = busiest->current_;
  if (running == nullptr || running->per_cpu()) return;
  failed = 0;
  running->push_to_ = &cpu;
}

Cpu* LoadBalancer::find_busiest(const Cpu& cpu) {
  Cpu* busiest = nullptr;
  for (Cpu& other : processors_.cpus()) {
    if (&other == &cpu || other.queue_.empty()) continue;
    if (busiest == nullptr || other.load() > busiest->load()) busiest = &other;
  }
  return busiest;
}

// calculate_imbalance().
LoadBalancer::Imbalance LoadBalancer::imbalance_between(Cpu& cpu, Cpu& busiest) {
  if (cpu.idle()) return {.amount = static_cast<std::int64_t>(busiest.nr_running() / 2)};
  // Real-time threads go where none runs, and nowhere else.
  if (processors_.costs().scheduler == SchedulerClass::round_robin) return {};
  const Load here = cpu.load();
  const Load there = busiest.load();
  Load average = 0;
  for (Cpu& each : processors_.cpus()) average += each.load();
  average /= processors_.size();
  const bool has_room = here * kImbalancePct < Load{1'000} * 100;
  if (has_room || here >= average || there * 100 <= here * kImbalancePct) return {};
  return {.amount = std::min(there - average, average - here), .unit = Imbalance::Unit::load};
}

// detach_tasks() and attach_tasks().
bool LoadBalancer::move(Cpu& from, Cpu& to, Imbalance imbalance) {
  bool moved = false;
  while (imbalance.amount > 0) {
    Thread* thread = coldest(from, to, imbalance);
    if (thread == nullptr) break;
    imbalance.amount -= imbalance.unit == Imbalance::Unit::threads ? 1 : std::max<Load>(thread->load(), 1);
    from.dequeue(*thread);
    thread->move_to(to);
    to.attach(*thread);
    moved = true;
  }
  return moved;
}

Thread* LoadBalancer::take_coldest(const Cpu& idle) {
  Thread* taken = nullptr;
  for (int index = offering_.next_from(0); index != CpuMask::kNone; index = offering_.next_from(index + 1)) {
    Thread* thread = coldest(processors_.cpu(index), idle, {.amount = 1});
    if (taken == nullptr || (thread != nullptr && thread->last_ran_ < taken->last_ran_)) taken = thread;
  }
  if (taken != nullptr) {
    taken->cpu().dequeue(*taken);
    looks_of(idle).failed = 0;
  }
  return taken;
}

// can_migrate_task(), and the load that is too much to be moved at first.
Thread* LoadBalancer::coldest(Cpu& from, const Cpu& to, const Imbalance& imbalance) {
  const SchedulerCosts& costs = processors_.costs();
  const int failed = looks_of(to).failed;
  const bool minds = costs.scheduler != SchedulerClass::round_robin && failed <= kCacheNiceTries;
  const SimTime hot = minds ? costs.cache_hot : 0;
  Thread* coldest = nullptr;
  for (RunEntity& entity : from.queue_.queued()) {
    auto* thread = static_cast<Thread*>(&entity);
    if (thread->per_cpu() || processors_.now() - thread->last_ran_ < hot) continue;
    if (imbalance.unit == Imbalance::Unit::load && thread->load() >> std::min(failed, 62) > imbalance.amount) continue;
    if (coldest == nullptr || thread->last_ran_ < coldest->last_ran_) coldest = thread;
  }
  return coldest;
}

}  // namespace loopsim::sim
