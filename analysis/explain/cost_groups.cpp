// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/cost_groups.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "models/costs.hpp"

namespace loopsim::analysis {
namespace {

std::vector<CostGroup> make_groups() {
  return {
      {.key = "dispatch", .name = "entering the driver", .costs = {"dispatch_rcu", "dispatch_srcu", "loop_queue_rq"}},
      {.key = "attempts",
       .name = "lookups and refused attempts",
       .costs = {"refused_attempt", "trylock_failed", "extent_lookup", "extent_lookup_level", "ext4_lookup"}},
      {.key = "handover",
       .name = "handing commands over lists",
       .costs = {"loop_enqueue", "emulation_enqueue", "lo_work_lock_hold", "lock_bounce", "pool_lock_hold",
                 "worker_allocate"}},
      {.key = "wakeups",
       .name = "wake-ups and context switches",
       .costs = {"wake_issue", "wake_enqueue", "resched_ipi", "wake_local", "wake_remote", "wake_polling",
                 "context_switch", "mm_switch", "migration", "ksoftirqd_wake"}},
      {.key = "kworker",
       .name = "the kworker's handling of each command",
       .costs = {"kworker_command", "worker_interference", "emulation_command"}},
      {.key = "submission",
       .name = "submission to file and device",
       .costs = {"loop_prepare", "xfs_dio_submit", "dio_write", "ext4_dio_submit", "bdev_dio_submit", "zero_fill",
                 "buffered_read", "buffered_write", "page_cache_add", "dm_remap"},
       .device_submission = true},
      {.key = "cache_lines", .name = "cache lines that move between CPUs", .costs = {"line_crossing"}},
      {.key = "transactions",
       .name = "map changes, timestamps and the log",
       .costs = {"xfs_allocate", "xfs_allocate_growth", "xfs_convert", "xfs_convert_growth", "xfs_reserve",
                 "ext4_allocate", "ext4_allocate_growth", "ext4_convert", "ext4_convert_growth", "ext4_tree_block",
                 "journal_handle", "punch_hole", "extent_read", "timestamp_transaction", "log_force", "log_push_stall",
                 "journal_commit_stall"}},
      {.key = "lock_handover", .name = "spinning on semaphores", .costs = {"rwsem_spin_handover", "rwsem_spin_limit"}},
      {.key = "device", .name = "the device's service", .costs = {"device_flush"}, .device_service = true},
      {.key = "completion",
       .name = "interrupts and completion hops",
       .costs = {"device_irq", "device_irq_batched", "dio_workqueue", "blk_complete", "ipi"}},
  };
}

sim::SimTime models::Costs::* field_of(std::string_view name) {
  const auto table = models::cost_table();
  const auto found = std::ranges::find(table, name, &models::CostRow::name);
  if (found == table.end()) {
    throw std::logic_error(fmt::format("no cost {}", name));
  }
  return found->field;
}

}  // namespace

std::span<const CostGroup> cost_groups() {
  static const std::vector<CostGroup> kGroups = make_groups();
  return kGroups;
}

scenarios::Machine without(scenarios::Machine machine, const CostGroup& group) {
  for (const std::string_view cost : group.costs) {
    machine.spec.costs.*field_of(cost) = 0;
  }
  for (models::DeviceSpec& device : machine.devices) {
    if (group.device_submission) {
      device.submit = 0;
      // One that is not kicked at all would be another kind of device.
      device.kick = std::min<sim::SimTime>(device.kick, 1);
    }
    if (group.device_service) {
      device.read_service = device.write_service = sim::Distribution::constant(0);
      device.wake = device.fetch = device.notify = device.coalesce = 0;
    }
  }
  return machine;
}

}  // namespace loopsim::analysis
