// SPDX-License-Identifier: GPL-2.0
#include "models/kernel.hpp"

#include "models/block_softirq.hpp"
#include "models/dio_workqueue.hpp"
#include "models/kblockd.hpp"
#include "models/worker_pool.hpp"

namespace loopsim::models {
namespace {

sim::SchedulerClass scheduler_of(const MachineSpec& machine, KernelVersion version) {
  if (machine.sched == SchedClass::rr) return sim::SchedulerClass::round_robin;
  return version < KernelVersion{6, 6} ? sim::SchedulerClass::cfs : sim::SchedulerClass::eevdf;
}

// There is PREEMPT_LAZY since 6.13; x86 has no other choice but full preemption from 7.0 on.
bool preempts_lazily(const MachineSpec& machine, KernelVersion version) {
  if (machine.sched == SchedClass::rr || version < KernelVersion{6, 13}) return false;
  if (machine.preempt == Preemption::of_kernel) return version >= KernelVersion{7, 0};
  return machine.preempt == Preemption::lazy;
}

bool delays_dequeue(const MachineSpec& machine, KernelVersion version) {
  return version >= KernelVersion{6, 12} && machine.delay_dequeue != DelayDequeue::off;
}

// How busy CPUs that share a cache may be before wakers stop to look for an idle one among them: 85 % on average, or
// rather, of two CPUs, 60 %.
bool has_sis_util(KernelVersion version) { return version >= KernelVersion{6, 0}; }

sim::SchedulerCosts scheduler_costs(const MachineSpec& machine, KernelVersion version) {
  const Costs& costs = machine.costs;
  return {.wake_issue = costs.wake_issue,
          .wake_enqueue = costs.wake_enqueue,
          .resched_ipi = costs.resched_ipi,
          .wake_local = costs.wake_local,
          .wake_remote = costs.wake_remote,
          .wake_polling = costs.wake_polling,
          .idle_poll = costs.idle_poll,
          .idle_halt = costs.idle_halt,
          .context_switch = costs.context_switch,
          .mm_switch = costs.mm_switch,
          .migration = costs.migration,
          .slice = costs.sched_slice,
          .cache_hot = costs.sched_migration_cost,
          .load_window = costs.sched_load_window,
          .balance_interval = costs.sched_balance_interval,
          .lazy_tick = preempts_lazily(machine, version) ? machine.tick : 0,
          .wakeup_granularity = costs.sched_wakeup_granularity,
          .sis_util = has_sis_util(version),
          .delay_dequeue = delays_dequeue(machine, version),
          .scheduler = scheduler_of(machine, version)};
}

}  // namespace

Kernel::Kernel(sim::EventCore& core, const MachineSpec& machine, KernelVersion version)
    : core_(core),
      costs_(machine.costs),
      version_(version),
      workqueue_affinity_(machine.workqueue_affinity),
      tick_(machine.tick),
      processors_(core, machine.cpus, scheduler_costs(machine, version),
                  machine.llc_cpus == 0 ? machine.cpus : machine.llc_cpus),
      block_softirq_(std::make_unique<BlockSoftirq>(*this)),
      dio_workqueue_(std::make_unique<DioWorkqueue>(*this)),
      kblockd_(std::make_unique<Kblockd>(*this)),
      unbound_pool_(std::make_unique<WorkerPool>(*this)) {}

Kernel::~Kernel() = default;

void Kernel::end_threads() {
  unbound_pool_.reset();
  kblockd_.reset();
  dio_workqueue_.reset();
  block_softirq_.reset();
}

sim::RwSemaphoreCosts Kernel::rwsem_costs() const {
  // RWSEM_WAIT_TIMEOUT: 4 ms in whole ticks.
  constexpr sim::SimTime kWaitTimeout = 4 * sim::kMillisecond;
  const sim::SimTime ticks = (kWaitTimeout + tick_ - 1) / tick_;
  return {.spin_handover = costs_.rwsem_spin_handover,
          .spin_limit = costs_.rwsem_spin_limit,
          .handoff_after = ticks * tick_,
          .real_time = processors_.costs().scheduler == sim::SchedulerClass::round_robin};
}

}  // namespace loopsim::models
