// SPDX-License-Identifier: GPL-2.0
#include "models/fio_stats.hpp"

#include <algorithm>

namespace loopsim::models {

void FioStats::issued(sim::SimTime now) {
  ++issued_;
  in_flight_.add(now, 1);
}

void FioStats::reaped(sim::SimTime now, const Finished& command) {
  ++reaped_;
  in_flight_.add(now, -1);
  if (window_ == Window::before) return;
  const sim::SimTime from = std::max(command.in_system_since, opened_at_);
  time_in_flight_ += std::max<sim::SimTime>(0, std::min(now, closed_at_) - from);
  if (window_ == Window::after) return;

  if (first_pass_end_ == sim::kNever) ++first_pass_ios_;
  bytes_ += command.bytes;
  const sim::SimTime clat = std::max<sim::SimTime>(0, command.reaped - command.submitted);
  if (command.op == Op::read) {
    ++reads_;
    read_clat_.record(clat);
  } else if (command.op == Op::write) {
    ++writes_;
    write_clat_.record(clat);
  } else {
    ++trims_;
    trim_clat_.record(clat);
  }
  slat_total_ += command.submitted - command.clock.started();
  for (std::size_t stage = 0; stage < kStages; ++stage) stage_total_[stage] += command.clock.spent()[stage];
  for (std::size_t stage = 0; stage < stage_times_.size(); ++stage) {
    stage_times_[stage].record(command.clock.spent()[stage]);
  }
}

void FioStats::flushed(sim::SimTime time) {
  ++flushed_;
  if (window_ != Window::open) return;
  ++flushes_;
  flush_time_ += time;
}

void FioStats::first_pass_ended(sim::SimTime now) { first_pass_end_ = now; }

sim::SimTime FioStats::first_pass_time() const {
  return std::clamp(first_pass_end_, opened_at_, closed_at_) - opened_at_;
}

void FioStats::open(sim::SimTime now) {
  window_ = Window::open;
  opened_at_ = now;
  in_flight_.reset(now);
}

void FioStats::close(sim::SimTime now) {
  window_ = Window::after;
  closed_at_ = now;
  in_flight_integral_ = in_flight_.integral(now);
}

}  // namespace loopsim::models
