// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/time.hpp"

namespace loopsim::models {

// What each step of the I/O path costs on one machine: CPU time or latency in nanoseconds, for one 4 KiB command unless
// the row says otherwise. Nothing here has a default: every value comes from a machine file, which states the
// range and the source of each. The rows of cost_table() are the single list of names that YAML, `loopsim list
// parameters` and calibration know; a field without a row cannot be set, so a test holds the two together.
struct Costs {
  // Submission, in the context of the fio job.
  sim::SimTime system_call;
  sim::SimTime io_submit;
  sim::SimTime io_getevents;
  sim::SimTime io_uring_submit;
  sim::SimTime io_uring_reap;
  sim::SimTime psync;
  sim::SimTime aio_submit;
  sim::SimTime aio_reap;
  sim::SimTime kbio_spin;
  sim::SimTime emulation_enqueue;
  sim::SimTime emulation_command;
  sim::SimTime blk_submit;
  sim::SimTime dispatch_rcu;
  sim::SimTime dispatch_srcu;
  sim::SimTime dm_remap;

  // Loop driver.
  sim::SimTime loop_queue_rq;
  sim::SimTime loop_prepare;
  sim::SimTime loop_enqueue;
  sim::SimTime lo_work_lock_hold;
  sim::SimTime lock_bounce;
  sim::SimTime kworker_command;
  sim::SimTime worker_interference;
  sim::SimTime worker_allocate;
  sim::SimTime pool_lock_hold;

  // Backing file.
  sim::SimTime xfs_dio_submit;
  sim::SimTime extent_lookup;
  sim::SimTime extent_lookup_level;
  sim::SimTime extent_read;
  sim::SimTime xfs_allocate;
  sim::SimTime xfs_allocate_growth;
  sim::SimTime xfs_convert;
  sim::SimTime xfs_convert_growth;
  sim::SimTime xfs_reserve;
  sim::SimTime ext4_dio_submit;
  sim::SimTime ext4_lookup;
  sim::SimTime ext4_allocate;
  sim::SimTime ext4_allocate_growth;
  sim::SimTime ext4_convert;
  sim::SimTime ext4_convert_growth;
  sim::SimTime ext4_tree_block;
  sim::SimTime journal_handle;
  sim::SimTime bdev_dio_submit;
  sim::SimTime dio_write;
  sim::SimTime zero_fill;
  sim::SimTime buffered_read;
  sim::SimTime buffered_write;
  sim::SimTime page_cache_add;
  sim::SimTime punch_hole;
  sim::SimTime log_force;
  sim::SimTime device_flush;
  sim::SimTime line_crossing;
  sim::SimTime refused_attempt;
  sim::SimTime trylock_failed;
  sim::SimTime timestamp_transaction;
  sim::SimTime log_push_period;
  sim::SimTime log_push_stall;
  sim::SimTime journal_commit_period;
  sim::SimTime journal_commit_stall;

  // Scheduler.
  sim::SimTime wake_issue;
  sim::SimTime wake_enqueue;
  sim::SimTime resched_ipi;
  sim::SimTime wake_local;
  sim::SimTime wake_remote;
  sim::SimTime wake_polling;
  sim::SimTime idle_poll;
  sim::SimTime idle_halt;
  sim::SimTime context_switch;
  sim::SimTime mm_switch;
  sim::SimTime migration;
  sim::SimTime sched_slice;
  sim::SimTime sched_wakeup_granularity;
  sim::SimTime sched_migration_cost;
  sim::SimTime sched_load_window;
  sim::SimTime sched_balance_interval;

  // Completion.
  sim::SimTime device_irq;
  sim::SimTime device_irq_batched;
  sim::SimTime dio_workqueue;
  sim::SimTime blk_complete;
  sim::SimTime ksoftirqd_wake;
  sim::SimTime ipi;
  sim::SimTime aio_complete;

  // Semaphores.
  sim::SimTime rwsem_spin_handover;
  sim::SimTime rwsem_spin_limit;
};

struct CostRow {
  std::string_view name;
  sim::SimTime Costs::* field;
  std::string_view meaning;
};

// Every cost, in the order of the struct.
std::span<const CostRow> cost_table();

}  // namespace loopsim::models
