// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include <fmt/format.h>

#include "models/fio_job.hpp"
#include "models/fio_stats.hpp"
#include "tests/models/delay_file.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {

inline constexpr sim::SimTime kUs = sim::kMicrosecond;
inline constexpr sim::SimTime kDelay = 100 * kUs;

// Jobs of one specification on a DelayFile. Both system calls of libaio cost 1 us, for each further I/O of a call less
// `system_call`, as does the spin of kbio, and nothing else costs anything.
class JobBench {
 public:
  explicit JobBench(const FioJobSpec& spec, sim::SimTime delay = kDelay, sim::SimTime system_call = 0)
      : kernel_(core_, machine(system_call), {6, 14}), file_(kernel_, delay) {
    for (int number = 0; number < spec.numjobs; ++number) {
      const auto index = static_cast<std::uint64_t>(number);
      jobs_.emplace_back(kernel_, file_, spec, FioJob::Identity{fmt::format("job.{}", number), number, number},
                         sim::stream(1, 0, "offsets", index), sim::stream(1, 0, "commands", index), stats_,
                         [this, number] {
                           ended_.push_back(number);
                           ended_at_.push_back(core_.now());
                         });
    }
    stats_.open(0);
  }

  void run(sim::SimTime stop_at = sim::kNever) {
    for (FioJob& job : jobs_) job.start(stop_at);
    core_.run_until(sim::kNever);
    stats_.close(core_.now());
  }

  const DelayFile& file() const { return file_; }
  const FioStats& stats() const { return stats_; }
  const std::vector<int>& ended() const { return ended_; }
  const std::vector<sim::SimTime>& ended_at() const { return ended_at_; }
  std::deque<FioJob>& jobs() { return jobs_; }

 private:
  static MachineSpec machine(sim::SimTime system_call) {
    Costs costs = no_costs();
    costs.system_call = system_call;
    costs.io_submit = costs.io_getevents = costs.io_uring_submit = costs.io_uring_reap = costs.psync = costs.kbio_spin =
        kUs;
    return machine_of(costs);
  }

  sim::EventCore core_;
  Kernel kernel_;
  DelayFile file_;
  FioStats stats_;
  std::deque<FioJob> jobs_;
  std::vector<int> ended_;
  std::vector<sim::SimTime> ended_at_;
};

inline FioJobSpec job_of(IoEngine engine, int iodepth, std::uint64_t ios) {
  FioJobSpec job;
  job.ioengine = engine;
  job.iodepth = iodepth;
  job.size = ios * job.bs;
  return job;
}

}  // namespace loopsim::models
