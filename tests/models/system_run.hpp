// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/stage.hpp"
#include "models/system.hpp"
#include "sim/event_core.hpp"

namespace loopsim::models {

// A System on a bare event core, without SimGrid.
class SystemRun {
 public:
  explicit SystemRun(const SystemSpec& spec, std::uint64_t seed = 1);

  // Starts every job; none issues anything from `stop_at` on.
  void start(sim::SimTime stop_at = sim::kNever);
  // Opens the measurement window once `ios` I/Os are reaped.
  void open_after(std::uint64_t ios);
  // Until nothing is left to happen. Closes the window.
  void finish();
  // All of it, with the window open from the start.
  void run(sim::SimTime stop_at = sim::kNever);

  System& system() { return system_; }
  sim::EventCore& core() { return core_; }
  FioStats& stats() { return system_.stats(); }
  LoopDevice& loop() { return *system_.loop(); }
  const LoopCounters& counters() { return loop().counters(); }
  std::uint64_t eagain(Eagain reason) { return counters().eagain[static_cast<std::size_t>(reason)]; }
  std::uint64_t eagain();  // of all reasons

  // The jobs that have ended, in that order, and when the last one did.
  const std::vector<int>& ended() const { return ended_; }
  sim::SimTime ended_at() const { return ended_at_; }

  std::uint64_t ios() { return stats().reads() + stats().writes() + stats().trims(); }
  sim::SimTime stage_total(Stage stage) { return stats().stage_total()[static_cast<std::size_t>(stage)]; }
  // Over all stages.
  sim::SimTime latency_total();

 private:
  sim::EventCore core_;
  System system_;
  std::vector<int> ended_;
  sim::SimTime ended_at_ = 0;
};

}  // namespace loopsim::models
