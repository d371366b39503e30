// SPDX-License-Identifier: GPL-2.0
#include "analysis/metrics.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

using models::RunResult;

constexpr double kMiB = 1 << 20;

template <typename Numerator, typename Denominator>
double ratio(Numerator numerator, Denominator denominator) {
  return denominator == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : static_cast<double>(numerator) / static_cast<double>(denominator);
}

std::uint64_t ios(const RunResult& run) { return run.reads + run.writes + run.trims; }

template <typename Count>
double per_io(const RunResult& run, Count count) {
  return ratio(count, ios(run));
}

template <typename Count>
double per_second(const RunResult& run, Count count) {
  return ratio(static_cast<double>(count) * static_cast<double>(sim::kSecond), run.window);
}

std::uint64_t eagain_total(const RunResult& run) {
  return std::accumulate(run.eagain.begin(), run.eagain.end(), std::uint64_t{0});
}

double clat_mean(const RunResult& run) {
  const sim::Histogram merged = clat(run);
  return ratio(merged.sum(), merged.count());
}

auto clat_percentile(double p) {
  return [p](const RunResult& run) {
    const sim::Histogram merged = clat(run);
    return merged.count() == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(merged.percentile(p));
  };
}

template <typename Count>
auto count_of(Count RunResult::* field) {
  return [field](const RunResult& run) { return static_cast<double>(run.*field); };
}

void append_eagain_reasons(std::vector<Metric>& table) {
  for (std::size_t reason = 1; reason < models::kEagainReasons; ++reason) {
    table.push_back({fmt::format("eagain_{}", models::kEagainNames[reason]), "1", NumberFormat::count,
                     [reason](const RunResult& run) { return static_cast<double>(run.eagain[reason]); }});
  }
}

void append_stages(std::vector<Metric>& table) {
  for (std::size_t stage = 0; stage < models::kStages; ++stage) {
    table.push_back({fmt::format("stage_{}_ns", models::kStageNames[stage]), "ns", NumberFormat::nanoseconds,
                     [stage](const RunResult& run) { return per_io(run, run.stage_total[stage]); }});
  }
}

void append_map_lock(std::vector<Metric>& table) {
  for (std::size_t use = 0; use < models::kMapLockUses; ++use) {
    const std::string_view name = models::kMapLockUseNames[use];
    table.push_back(
        {fmt::format("map_lock_{}_wait_ns", name), "ns", NumberFormat::nanoseconds,
         [use](const RunResult& run) { return ratio(run.map_lock_wait[use], run.map_lock_requests[use]); }});
    table.push_back({fmt::format("map_lock_{}_sleeps", name), "1", NumberFormat::fraction, [use](const RunResult& run) {
                       return ratio(run.map_lock_sleeps[use], run.map_lock_requests[use]);
                     }});
  }
}

void append_resources(std::vector<Metric>& table) {
  using R = RunResult;
  const auto fraction = [&table](const char* name, std::int64_t R::* time) {
    table.push_back({name, "1", NumberFormat::fraction, [time](const R& run) { return ratio(run.*time, run.window); }});
  };
  table.push_back({"cpu_utilization", "1", NumberFormat::fraction, [](const R& run) {
                     return ratio(run.cpu_busy,
                                  static_cast<double>(run.window) * static_cast<double>(run.cpu_busy_each.size()));
                   }});
  table.push_back({"busiest_cpu_utilization", "1", NumberFormat::fraction, [](const R& run) {
                     const auto busiest = std::ranges::max_element(run.cpu_busy_each);
                     return ratio(busiest == run.cpu_busy_each.end() ? 0 : *busiest, run.window);
                   }});
  for (std::size_t kind = 0; kind < models::kThreadKinds; ++kind) {
    const std::string_view name = models::kThreadKindNames[kind];
    table.push_back({fmt::format("cpu_{}_ns_per_io", name), "ns", NumberFormat::nanoseconds,
                     [kind](const R& run) { return per_io(run, run.thread_cpu[kind]); }});
    table.push_back({fmt::format("cpu_wait_{}_ns_per_io", name), "ns", NumberFormat::nanoseconds,
                     [kind](const R& run) { return per_io(run, run.thread_cpu_wait[kind]); }});
  }
  fraction("worker_active_fraction", &R::worker_active);
  fraction("worker_cpu_wait_fraction", &R::worker_cpu_wait);
  fraction("worker_asleep_fraction", &R::worker_asleep);
  fraction("map_lock_held_fraction", &R::map_lock_held);
  fraction("inode_lock_held_fraction", &R::inode_lock_held);
  fraction("work_lock_held_fraction", &R::work_lock_held);
  fraction("pool_lock_held_fraction", &R::pool_lock_held);
}

double first_pass_iops(const RunResult& run) {
  return ratio(static_cast<double>(run.first_pass_ios) * static_cast<double>(sim::kSecond), run.first_pass_time);
}

// The rate on a mapping that no longer changes; the whole window's where it never did.
double overwrite_iops(const RunResult& run) {
  return ratio(static_cast<double>(ios(run) - run.first_pass_ios) * static_cast<double>(sim::kSecond),
               run.window - run.first_pass_time);
}

std::vector<Metric> make_table() {
  using R = RunResult;
  using F = NumberFormat;
  std::vector<Metric> table = {
      {"iops", "1/s", F::rate, iops},
      {"clat_mean_ns", "ns", F::nanoseconds, clat_mean},
      {"clat_p50_ns", "ns", F::nanoseconds, clat_percentile(50)},
      {"clat_p99_ns", "ns", F::nanoseconds, clat_percentile(99)},
      {"clat_p999_ns", "ns", F::nanoseconds, clat_percentile(99.9)},
      {"cpu_ns_per_io", "ns", F::nanoseconds, [](const R& run) { return per_io(run, run.cpu_busy); }},
      {"ctx_switches_per_io", "1", F::fraction, [](const R& run) { return per_io(run, run.context_switches); }},
      {"attempts", "1", F::count, count_of(&R::attempts)},
      {"eagain", "1", F::count, [](const R& run) { return static_cast<double>(eagain_total(run)); }},
      {"eagain_fraction", "1", F::fraction, [](const R& run) { return ratio(eagain_total(run), run.attempts); }},
      {"successes", "1", F::count, count_of(&R::successes)},
  };
  append_eagain_reasons(table);
  const std::vector<Metric> rest = {
      {"hint_skips", "1", F::count, count_of(&R::hint_skips)},
      {"slow_time_fraction", "1", F::fraction, [](const R& run) { return ratio(run.slow_time, run.window); }},
      {"worker_commands", "1", F::count, count_of(&R::worker_commands)},
      {"worker_activations", "1", F::count, count_of(&R::worker_activations)},
      {"worker_utilization", "1", F::fraction, [](const R& run) { return ratio(run.worker_busy, run.window); }},
      {"tag_waits", "1", F::count, count_of(&R::tag_waits)},
      {"tag_wait_ns_per_io", "ns", F::nanoseconds, [](const R& run) { return per_io(run, run.tag_wait_time); }},
      {"device_utilization", "1", F::fraction,
       [](const R& run) { return ratio(run.device_busy, static_cast<double>(run.window) * run.device_units); }},
  };
  table.insert(table.end(), rest.begin(), rest.end());
  append_stages(table);
  const std::vector<Metric> mapping = {
      {"first_pass_fraction", "1", F::fraction, [](const R& run) { return ratio(run.first_pass_time, run.window); }},
      {"first_pass_iops", "1/s", F::rate, first_pass_iops},
      {"overwrite_iops", "1/s", F::rate, overwrite_iops},
      {"allocations", "1", F::count, count_of(&R::allocations)},
      {"conversions", "1", F::count, count_of(&R::conversions)},
      {"first_writes", "1", F::count, count_of(&R::first_writes)},
      {"hole_reads", "1", F::count, count_of(&R::hole_reads)},
  };
  table.insert(table.end(), mapping.begin(), mapping.end());
  append_map_lock(table);
  const std::vector<Metric> volume = {
      {"read_iops", "1/s", F::rate, [](const R& run) { return per_second(run, run.reads); }},
      {"write_iops", "1/s", F::rate, [](const R& run) { return per_second(run, run.writes); }},
      {"trim_iops", "1/s", F::rate, [](const R& run) { return per_second(run, run.trims); }},
      {"beside_iops", "1/s", F::rate, [](const R& run) { return per_second(run, run.beside_ios); }},
      {"bw_mib_s", "MiB/s", F::rate, [](const R& run) { return per_second(run, run.bytes) / kMiB; }},
      {"slat_mean_ns", "ns", F::nanoseconds, [](const R& run) { return per_io(run, run.slat_total); }},
      {"reads", "1", F::count, count_of(&R::reads)},
      {"writes", "1", F::count, count_of(&R::writes)},
      {"trims", "1", F::count, count_of(&R::trims)},
      {"beside_ios", "1", F::count, count_of(&R::beside_ios)},
      {"flushes", "1", F::count, count_of(&R::flushes)},
      {"flush_mean_ns", "ns", F::nanoseconds, [](const R& run) { return ratio(run.flush_time, run.flushes); }},
      {"page_hits", "1", F::count, count_of(&R::page_hits)},
      {"page_misses", "1", F::count, count_of(&R::page_misses)},
      {"pages_written_back", "1", F::count, count_of(&R::pages_written_back)},
      {"dirty_throttle_fraction", "1", F::fraction,
       [](const R& run) { return ratio(run.dirty_throttle_time, run.window); }},
      {"workers_allocated", "1", F::count, count_of(&R::workers_allocated)},
      {"device_commands", "1", F::count, count_of(&R::device_commands)},
      {"window_ns", "ns", F::nanoseconds, count_of(&R::window)},
  };
  table.insert(table.end(), volume.begin(), volume.end());
  append_resources(table);
  return table;
}

}  // namespace

std::span<const Metric> metrics() {
  static const std::vector<Metric> kTable = make_table();
  return kTable;
}

const Metric& metric(std::string_view name) {
  const auto found = std::ranges::find(metrics(), name, &Metric::name);
  if (found == metrics().end()) {
    throw std::out_of_range(fmt::format("no metric {}", name));
  }
  return *found;
}

double iops(const RunResult& run) { return per_second(run, ios(run)); }

sim::Histogram clat(const RunResult& run) {
  sim::Histogram merged = run.read_clat;
  merged.merge(run.write_clat);
  merged.merge(run.trim_clat);
  return merged;
}

}  // namespace loopsim::analysis
