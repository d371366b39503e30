// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/run_result.hpp"

namespace loopsim::analysis {

// The fields of a RunResult, listed once for everything that treats them alike: the codec and the sum over
// replications. A visitor is called with a pointer to each member. A test fails to compile when RunResult has a field
// that is not here.

// Fields of which a sum over replications means something.
template <typename Visitor>
void visit_sums(Visitor&& visit) {
  using R = models::RunResult;
  visit(&R::window);
  visit(&R::reads);
  visit(&R::writes);
  visit(&R::trims);
  visit(&R::bytes);
  visit(&R::read_clat);
  visit(&R::write_clat);
  visit(&R::trim_clat);
  visit(&R::flushes);
  visit(&R::flush_time);
  visit(&R::beside_ios);
  visit(&R::slat_total);
  visit(&R::stage_total);
  visit(&R::stage_times);
  visit(&R::first_pass_time);
  visit(&R::first_pass_ios);
  visit(&R::allocations);
  visit(&R::conversions);
  visit(&R::first_writes);
  visit(&R::hole_reads);
  visit(&R::map_lock_requests);
  visit(&R::map_lock_sleeps);
  visit(&R::map_lock_wait);
  visit(&R::map_lock_held);
  visit(&R::inode_lock_held);
  visit(&R::page_hits);
  visit(&R::page_misses);
  visit(&R::pages_written_back);
  visit(&R::dirty_throttle_time);
  visit(&R::cpu_busy);
  visit(&R::cpu_busy_each);
  visit(&R::thread_cpu);
  visit(&R::thread_cpu_wait);
  visit(&R::context_switches);
  visit(&R::device_busy);
  visit(&R::device_commands);
  visit(&R::attempts);
  visit(&R::successes);
  visit(&R::eagain);
  visit(&R::hint_skips);
  visit(&R::slow_time);
  visit(&R::worker_commands);
  visit(&R::worker_activations);
  visit(&R::worker_busy);
  visit(&R::worker_active);
  visit(&R::worker_cpu_wait);
  visit(&R::worker_asleep);
  visit(&R::work_lock_held);
  visit(&R::pool_lock_held);
  visit(&R::workers_allocated);
  visit(&R::tag_waits);
  visit(&R::tag_wait_time);
  visit(&R::ios);
  visit(&R::events);
  visit(&R::wall_seconds);
}

template <typename Visitor>
void visit_fields(Visitor&& visit) {
  using R = models::RunResult;
  visit_sums(visit);
  visit(&R::device_units);
  visit(&R::digest);
  visit(&R::jobs);
  visit(&R::samples);
}

template <typename Visitor>
void visit_job_fields(Visitor&& visit) {
  using J = models::JobResult;
  visit(&J::reads);
  visit(&J::writes);
  visit(&J::trims);
  visit(&J::bytes);
  visit(&J::clat);
  visit(&J::cpu);
  visit(&J::context_switches);
}

template <typename Visitor>
void visit_sample_fields(Visitor&& visit) {
  using S = models::RunResult::Sample;
  visit(&S::at);
  visit(&S::reads);
  visit(&S::writes);
  visit(&S::trims);
  visit(&S::attempts);
  visit(&S::eagain);
  visit(&S::worker_commands);
  visit(&S::slow_time);
  visit(&S::tags_in_use);
  visit(&S::worker_list);
  visit(&S::device_in_flight);
  visit(&S::extents);
  visit(&S::holes);
}

}  // namespace loopsim::analysis
