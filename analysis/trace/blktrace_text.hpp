// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdio>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/trace/buffered_file.hpp"
#include "analysis/trace/trace_window.hpp"
#include "models/observer.hpp"

namespace loopsim::analysis {

// Watches a run and writes what blktrace would have seen of the tested device and the one below it, in the format that
// blkparse prints by default. Lines are in the order of time, which starts at 0 with the trace.
class BlktraceText final : public models::Observer {
 public:
  BlktraceText(std::FILE* file, TraceWindow window);

  // Writes what is left.
  void finish();
  const TraceWindow& window() const { return window_; }
  std::uint64_t events() const { return events_; }

  void attached(models::System& system) override;
  void command_begins(const models::StageClock& command, const models::IssuedCommand& issued, const sim::Thread& job,
                      sim::SimTime at) override;
  void command_ends(const models::StageClock& command, const sim::Context& context, sim::SimTime at) override;
  void block_action(models::BlockNode node, models::BlockAction action, const models::Bio& bio,
                    const sim::Context& context, sim::SimTime at) override;

 private:
  // A thread, which may be gone when its last lines are written.
  struct Task {
    std::string name;
    int pid = 0;  // of those that have a line already
  };
  struct Line {
    sim::SimTime at = 0;
    std::uint64_t order = 0;  // among those of one instant
    models::BlockNode node{};
    models::BlockAction action{};
    int cpu = 0;
    Task* task = nullptr;  // nullptr in an interrupt
    models::Op op{};
    std::uint64_t sector = 0;
    std::uint32_t sectors = 0;
  };
  struct Later {
    bool operator()(const Line& a, const Line& b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; }
  };

  // Everything that nothing earlier can come before any more.
  void write_until(sim::SimTime now);
  void write(const Line& line);
  Task* task_of(const sim::Thread* thread);
  int pid_of(Task* task);
  // major,minor as blkparse pads them.
  std::string device(models::BlockNode node) const;

  BufferedFile out_;
  TraceWindow window_;
  models::System* system_ = nullptr;  // until the run is over
  std::string tested_device_;
  std::priority_queue<Line, std::vector<Line>, Later> lines_;
  std::map<std::pair<models::BlockNode, int>, std::uint64_t> sequences_;  // of a device on a CPU
  std::unordered_map<const sim::Thread*, Task> tasks_;
  int pids_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace loopsim::analysis
