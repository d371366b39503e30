// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/trace/trace_events.hpp"
#include "analysis/trace/trace_window.hpp"
#include "models/observer.hpp"

namespace loopsim::analysis {

// Watches a run and writes what happens as Chrome trace events: a track for each fio job, kernel thread, CPU, CPU's
// interrupts, lock and device unit; slices in the kernel's words; arrows that follow each command through its contexts;
// counters of the queues. See docs/trace.md.
class ChromeTrace final : public models::Observer {
 public:
  // `about` says what was simulated.
  ChromeTrace(std::FILE* file, TraceWindow window, std::string_view about);

  // Ends the file, if it has not ended with the last command.
  void finish();
  const TraceWindow& window() const { return window_; }
  std::uint64_t events() const { return events_.events(); }

  void attached(models::System& system) override;
  void command_begins(const models::StageClock& command, const models::IssuedCommand& issued, const sim::Thread& job,
                      sim::SimTime at) override;
  void command_ends(const models::StageClock& command, const sim::Context& context, sim::SimTime at) override;
  void stage_begins(const models::StageClock& command, models::Stage stage, sim::SimTime at) override;
  void enters(const sim::Thread& thread, const char* function, const models::StageClock* command,
              sim::SimTime at) override;
  void leaves(const sim::Thread& thread, sim::SimTime at) override;
  void refused(const sim::Thread& thread, models::Eagain reason) override;
  void handles(const sim::Cpu& cpu, const char* handler, const models::StageClock* command) override;
  void serves(int unit, const models::Bio& bio, sim::SimTime from, sim::SimTime until) override;
  void holds(const char* spinlock, sim::SimTime from, sim::SimTime until) override;
  void switched_in(const sim::Cpu& cpu, const sim::Thread& thread, sim::SimTime at) override;
  void switched_out(const sim::Cpu& cpu, const sim::Thread& thread, sim::SimTime at) override;
  void interrupted(const sim::Cpu& cpu, sim::SimTime from, sim::SimTime until) override;
  void waits_for(const sim::RwSemaphore& lock, const sim::Thread& thread, bool exclusive, sim::SimTime at) override;
  void waited_for(const sim::RwSemaphore& lock, const sim::Thread& thread, sim::SimTime at) override;
  void owned(const sim::RwSemaphore& lock, const sim::Thread& thread, sim::SimTime at) override;
  void disowned(const sim::RwSemaphore& lock, sim::SimTime at) override;

 private:
  // In the order of the viewer.
  enum Process : int { fio = 1, threads, cpus, interrupts, locks, device, queues };
  static constexpr std::size_t kCounters = 4;

  // Interrupt work that goes on until something else begins on that CPU.
  struct Handling {
    const char* handler = "interrupt";
    std::uint64_t command = 0;
    sim::SimTime from = 0;
    sim::SimTime until = 0;
  };

  TraceEvents::Track track_of(const sim::Thread& thread);
  TraceEvents::Track lock_track(const void* lock, const char* name);
  std::uint64_t number_of(const models::StageClock* command);
  // The same for a command that goes on to that track.
  std::uint64_t through(const models::StageClock* command, TraceEvents::Track track);
  void write_handling(std::size_t cpu);
  void write_counters();

  TraceEvents events_;
  TraceWindow window_;
  models::System* system_ = nullptr;
  bool finished_ = false;
  std::unordered_map<const sim::Thread*, TraceEvents::Track> threads_;
  std::map<const void*, TraceEvents::Track> locks_;
  std::vector<TraceEvents::Track> cpus_;
  std::vector<TraceEvents::Track> interrupts_;
  std::vector<TraceEvents::Track> units_;
  std::vector<Handling> handling_;
  std::array<std::int64_t, kCounters> counted_{};
  bool counted_before_ = false;
};

}  // namespace loopsim::analysis
