// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/config.hpp"
#include "models/costs.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// Machines for tests, with costs that can be added up by hand.

// Every row of cost_table() has a value of its own, so that a sum with a part missing, doubled or exchanged comes out
// wrong. Waking is dearer than issuing a wake-up and cheaper than the service time below, as on real machines.
inline constexpr Costs kRoundCosts{
    .system_call = 210,
    .io_submit = 1000,
    .io_getevents = 600,
    .io_uring_submit = 800,
    .io_uring_reap = 200,
    .psync = 500,
    .aio_submit = 440,
    .aio_reap = 140,
    .kbio_spin = 1050,
    .emulation_enqueue = 530,
    .emulation_command = 620,
    .blk_submit = 400,
    .dispatch_rcu = 10,
    .dispatch_srcu = 40,
    .dm_remap = 150,
    .loop_queue_rq = 250,
    .loop_prepare = 100,
    .loop_enqueue = 300,
    .lo_work_lock_hold = 120,
    .lock_bounce = 70,
    .kworker_command = 1200,
    .worker_interference = 1600,
    .worker_allocate = 2100,
    .pool_lock_hold = 330,
    .xfs_dio_submit = 900,
    .extent_lookup = 220,
    .extent_lookup_level = 90,
    .extent_read = 130,
    .xfs_allocate = 4500,
    .xfs_allocate_growth = 290,
    .xfs_convert = 3400,
    .xfs_convert_growth = 170,
    .xfs_reserve = 1150,
    .ext4_dio_submit = 1100,
    .ext4_lookup = 190,
    .ext4_allocate = 6000,
    .ext4_allocate_growth = 240,
    .ext4_convert = 5000,
    .ext4_convert_growth = 230,
    .ext4_tree_block = 1310,
    .journal_handle = 650,
    .bdev_dio_submit = 350,
    .dio_write = 0,
    .zero_fill = 180,
    .buffered_read = 1350,
    .buffered_write = 1900,
    .page_cache_add = 540,
    .punch_hole = 8000,
    .log_force = 30000,
    .device_flush = 60000,
    .line_crossing = 60,
    .refused_attempt = 750,
    .trylock_failed = 80,
    .timestamp_transaction = 2500,
    .log_push_period = 3600 * sim::kSecond,
    .log_push_stall = 1010 * sim::kMicrosecond,
    .journal_commit_period = 3601 * sim::kSecond,
    .journal_commit_stall = 1020 * sim::kMicrosecond,
    .wake_issue = 700,
    .wake_enqueue = 0,
    .resched_ipi = 0,
    .wake_local = 2000,
    .wake_remote = 4000,
    .wake_polling = 3900,
    .idle_poll = 1,
    .idle_halt = 2,
    .context_switch = 1300,
    .mm_switch = 1360,
    .migration = 1700,
    .sched_slice = 3 * sim::kMillisecond,
    .sched_wakeup_granularity = sim::kMillisecond,
    .sched_migration_cost = 500 * sim::kMicrosecond,
    .sched_load_window = 16 * sim::kMillisecond,
    .sched_balance_interval = 4 * sim::kMillisecond,
    .device_irq = 1400,
    .device_irq_batched = 450,
    .dio_workqueue = 410,
    .blk_complete = 310,
    .ksoftirqd_wake = 2200,
    .ipi = 720,
    .aio_complete = 520,
    .rwsem_spin_handover = 260,
    .rwsem_spin_limit = 10000,
};

// Everything is free, so that a test sees only the costs it sets. A thread still keeps its CPU for a slice.
Costs no_costs();

// `cpus` processors and a coarse clock that does not tick within any test: only the first write to a file updates its
// times.
MachineSpec machine_of(const Costs& costs, int cpus = 8, int llc_cpus = 0);

inline constexpr sim::SimTime kNoTick = 3600 * sim::kSecond;

inline constexpr sim::SimTime kService = 50 * sim::kMicrosecond;
inline constexpr sim::SimTime kDeviceSubmit = 650;

// A disk whose every command takes kService on one of `units` units that any command may use.
DeviceSpec disk_of(int units = 1);

// One libaio job at iodepth 1 that does `ios` sequential reads of 4 KiB on a loop device over XFS, on an otherwise idle
// machine with kRoundCosts. Tests change what they are about.
SystemSpec small_system(int ios);

}  // namespace loopsim::models
