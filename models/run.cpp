// SPDX-License-Identifier: GPL-2.0
#include "models/run.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>

#include <fmt/format.h>

#include "models/extent_map.hpp"
#include "models/invariants.hpp"
#include "models/page_cache.hpp"
#include "models/system.hpp"
#include "models/time_accounts.hpp"
#include "sim/simgrid_engine.hpp"

namespace loopsim::models {
namespace {

// Cumulative counts of the machine and the driver, taken at the edges of an interval and subtracted.
struct Snapshot {
  explicit Snapshot(System& system)
      : reads(system.stats().reads()),
        writes(system.stats().writes()),
        trims(system.stats().trims()),
        cpu_busy(system.kernel().processors().busy()),
        context_switches(system.kernel().processors().context_switches()),
        device_busy(system.disk().busy()),
        device_commands(system.disk().completed()) {
    if (const FileCounters* counters = system.backing() != nullptr ? system.backing()->counters() : nullptr)
      file = *counters;
    if (const PageCounters* counters = system.backing() != nullptr ? system.backing()->page_counters() : nullptr)
      pages = *counters;
    if (Emulation* emulation = system.emulation(); emulation != nullptr) {
      loop = emulation->loop_counters();
      slow_time = emulation->slow().integral(system.kernel().now());
    }
    LoopDevice* device = system.loop();
    if (device == nullptr) return;
    loop = device->counters();
    activations = device->worker_activations();
    tag_waits = device->queue().tag_waits();
    tag_wait_time = device->queue().tag_wait_time();
    slow_time = device->slow().integral(system.kernel().now());
  }

  std::uint64_t reads;
  std::uint64_t writes;
  std::uint64_t trims;
  sim::SimTime cpu_busy;
  std::uint64_t context_switches;
  sim::SimTime device_busy;
  std::uint64_t device_commands;
  FileCounters file;
  PageCounters pages;
  LoopCounters loop;
  std::uint64_t activations = 0;
  std::uint64_t tag_waits = 0;
  sim::SimTime tag_wait_time = 0;
  sim::SimTime slow_time = 0;
};

// What the threads of jobs that report for themselves have used since the start.
struct JobAccounts {
  explicit JobAccounts(System& system) {
    if (system.job_stats().empty()) return;
    for (const FioJob& job : system.jobs()) {
      JobResult& result = used.emplace_back();
      result.cpu = job.times().cpu;
      result.context_switches = job.context_switches();
    }
  }

  std::vector<JobResult> passed_since(const JobAccounts& before) const {
    std::vector<JobResult> passed = used;
    for (std::size_t number = 0; number < passed.size(); ++number) {
      passed[number].cpu -= before.used[number].cpu;
      passed[number].context_switches -= before.used[number].context_switches;
    }
    return passed;
  }

  std::vector<JobResult> used;
};

std::uint64_t eagain_total(const LoopCounters& counters) {
  std::uint64_t total = 0;
  for (const std::uint64_t count : counters.eagain) total += count;
  return total;
}

RunResult::Sample sample_between(System& system, const Snapshot& from, const Snapshot& to, sim::SimTime at) {
  RunResult::Sample sample;
  sample.at = at;
  sample.reads = to.reads - from.reads;
  sample.writes = to.writes - from.writes;
  sample.trims = to.trims - from.trims;
  sample.attempts = to.loop.attempts - from.loop.attempts;
  sample.eagain = eagain_total(to.loop) - eagain_total(from.loop);
  sample.worker_commands = to.loop.worker_commands - from.loop.worker_commands;
  sample.slow_time = to.slow_time - from.slow_time;
  sample.device_in_flight = static_cast<std::uint32_t>(system.disk().in_flight());
  if (LoopDevice* loop = system.loop(); loop != nullptr) {
    sample.tags_in_use = static_cast<std::uint32_t>(loop->queue().tags_in_use());
    sample.worker_list = static_cast<std::uint32_t>(loop->queued());
  }
  if (const ExtentMap* map = system.backing() != nullptr ? system.backing()->extent_map() : nullptr; map != nullptr) {
    sample.extents = map->extents();
    sample.holes = map->count(BlockState::hole);
  }
  return sample;
}

void fill_file_view(RunResult& result, const FileCounters& from, const FileCounters& to) {
  result.allocations = to.allocations - from.allocations;
  result.conversions = to.conversions - from.conversions;
  result.first_writes = to.first_writes - from.first_writes;
  result.hole_reads = to.hole_reads - from.hole_reads;
  for (std::size_t use = 0; use < kMapLockUses; ++use) {
    result.map_lock_requests[use] = to.lock_waits[use].requests - from.lock_waits[use].requests;
    result.map_lock_sleeps[use] = to.lock_waits[use].sleeps - from.lock_waits[use].sleeps;
    result.map_lock_wait[use] = to.lock_waits[use].time - from.lock_waits[use].time;
  }
}

void fill_page_cache_view(RunResult& result, const PageCounters& from, const PageCounters& to) {
  result.page_hits = to.hits - from.hits;
  result.page_misses = to.misses - from.misses;
  result.pages_written_back = to.written_back - from.written_back;
  result.dirty_throttle_time = to.throttled - from.throttled;
}

void fill_machine_view(RunResult& result, System& system, const Snapshot& from, const Snapshot& to) {
  result.cpu_busy = to.cpu_busy - from.cpu_busy;
  result.context_switches = to.context_switches - from.context_switches;
  result.device_busy = to.device_busy - from.device_busy;
  result.device_units = system.disk().units();
  result.device_commands = to.device_commands - from.device_commands;
  result.attempts = to.loop.attempts - from.loop.attempts;
  result.successes = to.loop.successes - from.loop.successes;
  for (std::size_t reason = 0; reason < kEagainReasons; ++reason) {
    result.eagain[reason] = to.loop.eagain[reason] - from.loop.eagain[reason];
  }
  result.hint_skips = to.loop.hint_skips - from.loop.hint_skips;
  result.slow_time = to.slow_time - from.slow_time;
  result.worker_commands = to.loop.worker_commands - from.loop.worker_commands;
  result.worker_activations = to.activations - from.activations;
  result.worker_busy = to.loop.worker_busy - from.loop.worker_busy;
  result.workers_allocated = to.loop.workers_allocated - from.loop.workers_allocated;
  result.tag_waits = to.tag_waits - from.tag_waits;
  result.tag_wait_time = to.tag_wait_time - from.tag_wait_time;
  fill_file_view(result, from.file, to.file);
  fill_page_cache_view(result, from.pages, to.pages);
}

void fill_fio_view(RunResult& result, const FioStats& stats, const FioStats& beside) {
  result.reads = stats.reads();
  result.writes = stats.writes();
  result.trims = stats.trims();
  result.bytes = stats.bytes();
  result.first_pass_time = stats.first_pass_time();
  result.first_pass_ios = stats.first_pass_ios();
  result.read_clat = stats.read_clat();
  result.write_clat = stats.write_clat();
  result.trim_clat = stats.trim_clat();
  result.flushes = stats.flushes();
  result.flush_time = stats.flush_time();
  result.beside_ios = beside.reads() + beside.writes() + beside.trims();
  result.slat_total = stats.slat_total();
  result.stage_total = stats.stage_total();
  result.stage_times = stats.stage_times();
  result.ios = stats.reaped_total();
}

void fill_job_views(RunResult& result, const std::deque<FioStats>& stats) {
  for (std::size_t number = 0; number < stats.size(); ++number) {
    JobResult& job = result.jobs[number];
    job.reads = stats[number].reads();
    job.writes = stats[number].writes();
    job.trims = stats[number].trims();
    job.bytes = stats[number].bytes();
    for (const sim::Histogram* clat :
         {&stats[number].read_clat(), &stats[number].write_clat(), &stats[number].trim_clat()}) {
      job.clat.merge(*clat);
    }
  }
}

// The experiment as SimGrid actors: one for the life of each fio job, one that lets the ramp pass and opens and closes
// the measurement window, and one that samples it in equal steps.
class Experiment {
 public:
  Experiment(const SystemSpec& spec, const RunOptions& options)
      : spec_(spec),
        options_(options),
        engine_(core_, options.mode),
        system_(core_, spec, options.seed, options.replication,
                [this](int job) { ended_[static_cast<std::size_t>(job)].raise(); }) {
    const int beside = spec.beside ? spec.beside->numjobs : 0;
    for (int job = 0; job < spec.job.numjobs + beside; ++job) ended_.emplace_back(core_);
  }

  RunResult run() {
    const auto begin = std::chrono::steady_clock::now();
    for (FioJob& job : system_.jobs()) engine_.add_actor(job.name(), [this, &job] { live(job); });
    for (FioJob& job : system_.beside_jobs()) engine_.add_actor(job.name(), [this, &job] { live_beside(job); });
    alive_ = spec_.job.numjobs;
    if (options_.stage_times) system_.stats().keep_stage_times();
    if (options_.observer != nullptr) {
      options_.observer->attached(system_);
      system_.kernel().observe(*options_.observer);
    }
    engine_.add_actor("window", [this] { measure(); });
    engine_.add_actor("sampler", [this] { sample(); });
    engine_.run();
    // Pages are still being written back when the last job has ended.
    if (has_page_cache()) core_.run_until(sim::kNever);
    check_invariants(system_, core_.now());
    fill_fio_view(result_, system_.stats(), system_.beside_stats());
    fill_job_views(result_, system_.job_stats());
    result_.events = core_.events();
    result_.digest = core_.digest();
    result_.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  // What has been counted and charged when the window opens.
  struct Opening {
    explicit Opening(System& system) : counted(system), accounts(system), jobs(system) {}

    Snapshot counted;
    TimeAccounts accounts;
    JobAccounts jobs;
  };

  sim::SimTime stops_at() const {
    return spec_.job.runtime == 0 ? sim::kNever : spec_.job.ramp_time + spec_.job.runtime;
  }

  void live(FioJob& job) {
    job.start(stops_at());
    ended_[static_cast<std::size_t>(job.number())].wait();
    if (--alive_ > 0) return;
    close_window();
    for (FioJob& beside : system_.beside_jobs()) beside.stop();
  }

  // Jobs beside the measured ones last as long as those do.
  void live_beside(FioJob& job) {
    job.start(stops_at());
    const auto behind = static_cast<std::size_t>(spec_.job.numjobs);
    ended_[behind + static_cast<std::size_t>(job.number())].wait();
  }

  bool has_page_cache() { return system_.backing() != nullptr && system_.backing()->page_counters() != nullptr; }

  void measure() {
    sim::SimGridEngine::sleep_until(spec_.job.ramp_time);
    if (alive_ == 0) throw RunError("every job had ended before the ramp was over");
    system_.stats().open(core_.now());
    system_.beside_stats().open(core_.now());
    for (FioStats& stats : system_.job_stats()) stats.open(core_.now());
    opened_.emplace(system_);
    if (spec_.job.runtime == 0) return;
    sim::SimGridEngine::sleep_until(stops_at());
    close_window();
  }

  // At the end of the runtime, or when the last job has done its size before.
  void close_window() {
    if (!opened_ || result_.window != 0) return;
    system_.stats().close(core_.now());
    system_.beside_stats().close(core_.now());
    for (FioStats& stats : system_.job_stats()) stats.close(core_.now());
    result_.window = core_.now() - spec_.job.ramp_time;
    fill_machine_view(result_, system_, opened_->counted, Snapshot(system_));
    TimeAccounts(system_).fill(result_, opened_->accounts);
    result_.jobs = JobAccounts(system_).passed_since(opened_->jobs);
  }

  void sample() {
    const sim::SimTime step =
        spec_.job.runtime == 0 ? kOpenEndedStep : std::max<sim::SimTime>(1, spec_.job.runtime / options_.samples);
    sim::SimGridEngine::sleep_until(spec_.job.ramp_time);
    Snapshot last(system_);
    for (sim::SimTime at = step; alive_ > 0 && result_.window == 0; at += step) {
      sim::SimGridEngine::sleep_until(spec_.job.ramp_time + at);
      if (core_.idle() && alive_ > 0) throw sim::Deadlock("fio jobs wait for I/O, but nothing is left to happen");
      const Snapshot next(system_);
      result_.samples.push_back(sample_between(system_, last, next, at));
      last = next;
    }
  }

  // Between samples of a run whose length is not known beforehand.
  static constexpr sim::SimTime kOpenEndedStep = 100 * sim::kMillisecond;

  SystemSpec spec_;
  RunOptions options_;
  sim::EventCore core_;
  sim::SimGridEngine engine_;
  System system_;
  std::deque<sim::SimGridEngine::Signal> ended_;
  std::optional<Opening> opened_;
  int alive_ = 0;
  RunResult result_;
};

}  // namespace

RunResult run(const SystemSpec& spec, const RunOptions& options) { return Experiment(spec, options).run(); }

}  // namespace loopsim::models
