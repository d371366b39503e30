// SPDX-License-Identifier: GPL-2.0
#include "models/costs.hpp"

#include <array>

namespace loopsim::models {
namespace {

constexpr auto kTable = std::to_array<CostRow>({
    {"io_submit", &Costs::io_submit,
     "io_submit with one iocb, without the block layer: system call, aio lookup, fio's own work"},
    {"io_getevents", &Costs::io_getevents, "io_getevents reaping one event without sleeping"},
    {"io_uring_submit", &Costs::io_uring_submit, "io_uring_enter with one SQE, without the block layer"},
    {"io_uring_reap", &Costs::io_uring_reap, "one CQE read from the ring"},
    {"psync", &Costs::psync, "pread/pwrite entry and exit"},
    {"blk_submit", &Costs::blk_submit, "bio, tag, request and accounting of one blk-mq submission"},
    {"dispatch_rcu", &Costs::dispatch_rcu, "read section around one dispatch batch of a queue that must not sleep"},
    {"dispatch_srcu", &Costs::dispatch_srcu, "read section around one dispatch batch of a queue flagged blocking"},
    {"dm_remap", &Costs::dm_remap, "dm-loop: clone the bio and map it to the lower device"},
    {"loop_queue_rq", &Costs::loop_queue_rq, "loop queue_rq, fixed part"},
    {"loop_prepare", &Costs::loop_prepare, "kiocb and bvec iterator of one aio command"},
    {"loop_enqueue", &Costs::loop_enqueue, "cgroup lookup, append to the work list, queue_work; outside the lock"},
    {"lo_work_lock_hold", &Costs::lo_work_lock_hold, "hold time of lo_work_lock for one append or pop"},
    {"lock_bounce", &Costs::lock_bounce, "extra hold of a spinlock per CPU spinning on it"},
    {"kworker_command", &Costs::kworker_command, "worker: pop, cgroup switch, cold request lines, resched check"},
    {"worker_interference", &Costs::worker_interference,
     "worker: caches lost, command by command, to the interrupts and completions on its CPU"},
    {"pool_lock_hold", &Costs::pool_lock_hold,
     "hold time of an unbound worker pool's lock for one insertion or pick-up"},
    {"xfs_dio_submit", &Costs::xfs_dio_submit, "XFS direct I/O submission on a written extent, lookup included"},
    {"extent_lookup", &Costs::extent_lookup, "the part of xfs_dio_submit that looks the extent up under ILOCK"},
    {"ext4_dio_submit", &Costs::ext4_dio_submit, "ext4 direct I/O submission on a written extent, lookup included"},
    {"bdev_dio_submit", &Costs::bdev_dio_submit, "direct I/O submission on a block device"},
    {"line_crossing", &Costs::line_crossing, "a shared cache line of an inode fetched from another CPU"},
    {"refused_attempt", &Costs::refused_attempt,
     "NOWAIT attempt that ends in EAGAIN, fixed part: checks, dio allocation, unwind"},
    {"trylock_failed", &Costs::trylock_failed, "failed trylock of a semaphore"},
    {"timestamp_transaction", &Costs::timestamp_transaction,
     "file timestamp update as a transaction under ILOCK or a journal handle"},
    {"wake_issue", &Costs::wake_issue, "cost to the waker of waking a sleeping thread"},
    {"wake_local", &Costs::wake_local, "woken thread to running, on the idle CPU where the waker runs"},
    {"wake_remote", &Costs::wake_remote, "woken thread to running, on another CPU that is idle: IPI and idle exit"},
    {"context_switch", &Costs::context_switch, "switch from one thread to another on a busy CPU"},
    {"migration", &Costs::migration, "cold caches of a thread that runs on another CPU than before"},
    {"sched_slice", &Costs::sched_slice, "time a thread runs before an equal one takes over"},
    {"sched_wakeup_granularity", &Costs::sched_wakeup_granularity,
     "run time by which a woken thread must be behind to take over at once (kernels before 6.6)"},
    {"sched_migration_cost", &Costs::sched_migration_cost,
     "a thread that ran less than this ago counts as cache-hot and is not pulled to an idle CPU"},
    {"device_irq", &Costs::device_irq, "interrupt and end of the lower request"},
    {"device_irq_batched", &Costs::device_irq_batched, "one more completion found by a running interrupt handler"},
    {"dio_workqueue", &Costs::dio_workqueue, "completion work item of a direct write, CPU"},
    {"blk_complete", &Costs::blk_complete, "completion of one loop request, in softirq or directly"},
    {"ksoftirqd_wake", &Costs::ksoftirqd_wake, "softirq raised in process context to ksoftirqd running"},
    {"ipi", &Costs::ipi, "completion sent to another CPU"},
    {"aio_complete", &Costs::aio_complete, "ring update and event post of one aio completion"},
    {"rwsem_spin_handover", &Costs::rwsem_spin_handover, "handover of a semaphore to a spinning waiter"},
    {"rwsem_spin_limit", &Costs::rwsem_spin_limit, "time an exclusive waiter spins before it sleeps"},
});

}  // namespace

std::span<const CostRow> cost_table() { return kTable; }

}  // namespace loopsim::models
