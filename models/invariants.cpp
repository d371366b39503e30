// SPDX-License-Identifier: GPL-2.0
#include "models/invariants.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "models/run.hpp"

namespace loopsim::models {
namespace {

template <typename A, typename B>
void require_equal(std::string_view law, std::string_view left_name, const A& left, std::string_view right_name,
                   const B& right) {
  if (left != static_cast<A>(right)) {
    throw RunError(fmt::format("{} does not hold: {} {} but {} {}", law, left, left_name, right, right_name));
  }
}

}  // namespace

void check_invariants(System& system, sim::SimTime elapsed) {
  const FioStats& fio = system.stats();
  const FioStats& beside = system.beside_stats();
  for (const FioStats* stats : {&fio, &beside}) {
    require_equal("flow balance of fio", "issued", stats->issued_total(), "reaped", stats->reaped_total());
    require_equal("Little's law", "ns in flight by count", stats->in_flight_integral(), "by command",
                  stats->time_in_flight());
  }

  LowerDevice& disk = system.disk();
  require_equal("flow balance of the disk", "started", disk.commands(), "completed", disk.completed());
  require_equal("tag balance of the disk", "in use at the end", disk.in_flight(), "expected", 0);
  const sim::SimTime device_capacity = elapsed * disk.units();
  if (disk.busy() > device_capacity) {
    throw RunError(
        fmt::format("utilisation law of the disk does not hold: busy {} ns of {} ns", disk.busy(), device_capacity));
  }
  sim::SimTime cpu_capacity = 0;
  for (const sim::Cpu& cpu : system.kernel().processors().cpus())
    cpu_capacity += std::max(elapsed, cpu.interrupt_until());
  if (system.kernel().processors().busy() > cpu_capacity) {
    throw RunError(fmt::format("utilisation law of the CPUs does not hold: busy {} ns of {} ns",
                               system.kernel().processors().busy(), cpu_capacity));
  }

  if (LoopDevice* loop = system.loop(); loop != nullptr) {
    require_equal("flow balance of the loop queue", "started", loop->queue().started(), "ended", loop->queue().ended());
    require_equal("exactly once", "loop requests", loop->queue().ended(), "I/Os of fio",
                  fio.reaped_total() + fio.flushed_total() + beside.reaped_total() + beside.flushed_total());
    require_equal("tag balance of the loop queue", "in use at the end", loop->queue().tags_in_use(), "expected", 0);
    require_equal("work list balance", "commands left", loop->queued(), "expected", 0);
    // What comes late comes from an attempt that was answered.
    const LoopCounters& counters = loop->counters();
    std::uint64_t refused = 0;
    for (const std::uint64_t count : counters.eagain) refused += count;
    require_equal("balance of the attempts", "made", counters.attempts, "answered",
                  counters.successes + refused - counters.eagain[static_cast<std::size_t>(Eagain::lower_tag)]);
    if (!loop->counter_drifts()) {
      require_equal("blocking-write balance", "left", loop->blocking_writes(), "expected", 0);
    }
  }
  if (DmLoop* dm = system.dm_loop(); dm != nullptr) {
    require_equal("flow balance of dm-loop", "started", dm->started(), "ended", dm->ended());
  }
}

}  // namespace loopsim::models
