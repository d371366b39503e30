// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/eagain.hpp"
#include "models/file_counters.hpp"
#include "models/stage.hpp"
#include "sim/histogram.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// Whose threads they are, in the accounts of CPU time: fio's jobs; unbound kworkers, which submit to the backing file,
// and those of kblockd; the other bound kworkers and ksoftirqd, which complete. What these do not use goes to
// interrupts and context switches.
enum class ThreadKind : unsigned char { job, kworker, completion };

inline constexpr std::size_t kThreadKinds = 3;
inline constexpr std::array<std::string_view, kThreadKinds> kThreadKindNames = {"job", "kworker", "completion"};

// What one job of fio measured inside the window.
struct JobResult {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t trims = 0;
  std::uint64_t bytes = 0;
  sim::Histogram clat;
  std::int64_t cpu = 0;
  std::uint64_t context_switches = 0;  // away from it
};

// What one run measured inside its window, in raw counts and nanoseconds, so that replications merge by addition and
// every rate is computed once, in analysis/. All counters cover the measurement window unless they say otherwise.
struct RunResult {
  sim::SimTime window = 0;

  // fio's view.
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t trims = 0;
  std::uint64_t bytes = 0;
  sim::Histogram read_clat;
  sim::Histogram write_clat;
  sim::Histogram trim_clat;
  std::uint64_t flushes = 0;  // fsync() calls, which are no I/Os
  std::int64_t flush_time = 0;
  std::uint64_t beside_ios = 0;  // of the jobs beside the measured ones, which count nowhere else in fio's view
  std::int64_t slat_total = 0;
  std::array<std::int64_t, kStages> stage_total{};  // over the commands that completed in the window
  std::vector<sim::Histogram> stage_times;          // of each stage, a value for each of those; empty unless asked for

  // The backing file's view, where it has a block mapping that fio's writes change.
  std::int64_t first_pass_time = 0;  // part of the window until every block was written once; 0 for a stable mapping
  std::uint64_t first_pass_ios = 0;  // reads and writes reaped in it
  std::uint64_t allocations = 0;
  std::uint64_t conversions = 0;
  std::uint64_t first_writes = 0;  // blocks
  std::uint64_t hole_reads = 0;
  std::array<std::uint64_t, kMapLockUses> map_lock_requests{};
  std::array<std::uint64_t, kMapLockUses> map_lock_sleeps{};
  std::array<std::int64_t, kMapLockUses> map_lock_wait{};
  std::int64_t map_lock_held = 0;  // exclusively
  std::int64_t inode_lock_held = 0;

  // The page cache's view, without direct I/O; in blocks.
  std::uint64_t page_hits = 0;
  std::uint64_t page_misses = 0;
  std::uint64_t pages_written_back = 0;
  std::int64_t dirty_throttle_time = 0;

  // The machine's view.
  std::int64_t cpu_busy = 0;                // all CPUs, interrupts included
  std::vector<std::int64_t> cpu_busy_each;  // likewise, CPU by CPU
  std::array<std::int64_t, kThreadKinds> thread_cpu{};
  std::array<std::int64_t, kThreadKinds> thread_cpu_wait{};  // runnable, but others ran
  std::uint64_t context_switches = 0;
  std::int64_t device_busy = 0;  // summed over its units
  int device_units = 0;
  std::uint64_t device_commands = 0;

  // The loop driver's view; zero where the target is not a loop device.
  std::uint64_t attempts = 0;
  std::uint64_t successes = 0;                         // attempts answered without EAGAIN; one may still come late
  std::array<std::uint64_t, kEagainReasons> eagain{};  // by reason, late ones included; index Eagain::none stays 0
  std::uint64_t hint_skips = 0;                        // writes sent to the worker without an attempt
  std::int64_t slow_time = 0;                          // time with blocking writes outstanding (macro state SLOW)
  std::uint64_t worker_commands = 0;
  std::uint64_t worker_activations = 0;
  std::int64_t worker_busy = 0;
  std::int64_t worker_active = 0;  // work items with a list: from waking up to an empty list
  std::int64_t worker_cpu_wait = 0;
  std::int64_t worker_asleep = 0;   // in the middle of its work
  std::int64_t work_lock_held = 0;  // lo_work_lock
  std::int64_t pool_lock_held = 0;  // the unbound worker pool's
  std::uint64_t workers_allocated = 0;
  std::uint64_t tag_waits = 0;
  std::int64_t tag_wait_time = 0;

  std::vector<JobResult> jobs;  // of each, where the case has no group_reporting

  // The engine's view, over the whole run.
  std::uint64_t ios = 0;  // completed, ramp included
  std::uint64_t events = 0;
  std::uint64_t digest = 0;  // of the event stream
  double wall_seconds = 0;   // the only field that is not reproducible

  struct Sample {
    sim::SimTime at = 0;      // end of the interval, from the start of the window
    std::uint64_t reads = 0;  // completed in the interval
    std::uint64_t writes = 0;
    std::uint64_t trims = 0;
    std::uint64_t attempts = 0;
    std::uint64_t eagain = 0;
    std::uint64_t worker_commands = 0;
    std::int64_t slow_time = 0;
    std::uint32_t tags_in_use = 0;  // at the end of the interval
    std::uint32_t worker_list = 0;
    std::uint32_t device_in_flight = 0;
    std::uint64_t extents = 0;  // of the backing file, likewise
    std::uint64_t holes = 0;    // blocks
  };
  std::vector<Sample> samples;
};

}  // namespace loopsim::models
