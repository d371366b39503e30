// SPDX-License-Identifier: GPL-2.0
#include "tests/models/system_run.hpp"

#include <numeric>

namespace loopsim::models {

SystemRun::SystemRun(const SystemSpec& spec, std::uint64_t seed)
    : system_(core_, spec, seed, 0, [this](int job) {
        ended_.push_back(job);
        ended_at_ = core_.now();
      }) {}

void SystemRun::start(sim::SimTime stop_at) {
  for (FioJob& job : system_.jobs()) job.start(stop_at);
  for (FioJob& job : system_.beside_jobs()) job.start(stop_at);
}

void SystemRun::open_after(std::uint64_t ios) {
  while (stats().reaped_total() < ios && core_.step()) {
  }
  stats().open(core_.now());
  system_.beside_stats().open(core_.now());
}

void SystemRun::finish() {
  core_.run_until(sim::kNever);
  stats().close(core_.now());
  system_.beside_stats().close(core_.now());
}

void SystemRun::run(sim::SimTime stop_at) {
  start(stop_at);
  open_after(0);
  finish();
}

std::uint64_t SystemRun::eagain() {
  return std::accumulate(counters().eagain.begin(), counters().eagain.end(), std::uint64_t{0});
}

sim::SimTime SystemRun::latency_total() {
  return std::accumulate(stats().stage_total().begin(), stats().stage_total().end(), sim::SimTime{0});
}

}  // namespace loopsim::models
