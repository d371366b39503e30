// SPDX-License-Identifier: GPL-2.0
#include "analysis/run_fields.hpp"

#include <tuple>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

// The structured bindings compile only while they name every field, so a new field must be added here and in the list.
TEST(RunFields, ListHasEveryFieldOfARunResult) {
  const models::RunResult run;
  const auto& [window, reads, writes, trims, bytes, read_clat, write_clat, trim_clat, flushes, flush_time, beside_ios,
               slat_total, stage_total, stage_times, first_pass_time, first_pass_ios, allocations, conversions,
               first_writes, hole_reads, map_lock_requests, map_lock_sleeps, map_lock_wait, map_lock_held,
               inode_lock_held, page_hits, page_misses, pages_written_back, dirty_throttle_time, cpu_busy,
               cpu_busy_each, thread_cpu, thread_cpu_wait, context_switches, device_busy, device_units, device_commands,
               attempts, successes, eagain, hint_skips, slow_time, worker_commands, worker_activations, worker_busy,
               worker_active, worker_cpu_wait, worker_asleep, work_lock_held, pool_lock_held, workers_allocated,
               tag_waits, tag_wait_time, jobs, ios, events, digest, wall_seconds, samples] = run;
  const auto all = std::tie(
      window, reads, writes, trims, bytes, read_clat, write_clat, trim_clat, flushes, flush_time, beside_ios,
      slat_total, stage_total, stage_times, first_pass_time, first_pass_ios, allocations, conversions, first_writes,
      hole_reads, map_lock_requests, map_lock_sleeps, map_lock_wait, map_lock_held, inode_lock_held, page_hits,
      page_misses, pages_written_back, dirty_throttle_time, cpu_busy, cpu_busy_each, thread_cpu, thread_cpu_wait,
      context_switches, device_busy, device_units, device_commands, attempts, successes, eagain, hint_skips, slow_time,
      worker_commands, worker_activations, worker_busy, worker_active, worker_cpu_wait, worker_asleep, work_lock_held,
      pool_lock_held, workers_allocated, tag_waits, tag_wait_time, jobs, ios, events, digest, wall_seconds, samples);
  std::size_t listed = 0;
  visit_fields([&](auto) { ++listed; });
  EXPECT_EQ(listed, std::tuple_size_v<decltype(all)>);
}

TEST(RunFields, ListHasEveryFieldOfAJob) {
  const models::JobResult job;
  const auto& [reads, writes, trims, bytes, clat, cpu, context_switches] = job;
  const auto all = std::tie(reads, writes, trims, bytes, clat, cpu, context_switches);
  std::size_t listed = 0;
  visit_job_fields([&](auto) { ++listed; });
  EXPECT_EQ(listed, std::tuple_size_v<decltype(all)>);
}

TEST(RunFields, ListHasEveryFieldOfASample) {
  const models::RunResult::Sample sample;
  const auto& [at, reads, writes, trims, attempts, eagain, worker_commands, slow_time, tags_in_use, worker_list,
               device_in_flight, extents, holes] = sample;
  const auto all = std::tie(at, reads, writes, trims, attempts, eagain, worker_commands, slow_time, tags_in_use,
                            worker_list, device_in_flight, extents, holes);
  std::size_t listed = 0;
  visit_sample_fields([&](auto) { ++listed; });
  EXPECT_EQ(listed, std::tuple_size_v<decltype(all)>);
}

}  // namespace
}  // namespace loopsim::analysis
