// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/op.hpp"
#include "models/stage_clock.hpp"
#include "sim/gauge.hpp"
#include "sim/histogram.hpp"

namespace loopsim::models {

// What fio measures, over all jobs (group_reporting) or one: counted while the window is open, as fio counts after its
// ramp_time. A command belongs to the window in which it is reaped.
class FioStats {
 public:
  // One finished command.
  struct Finished {
    Op op;
    std::uint32_t bytes;
    const StageClock& clock;
    sim::SimTime in_system_since;  // the instant issued() was told
    sim::SimTime submitted;        // the submission call returned
    sim::SimTime reaped;           // fio had the completion
  };

  void issued(sim::SimTime now);
  void reaped(sim::SimTime now, const Finished& command);
  // A flush took `time`; it is no I/O.
  void flushed(sim::SimTime time);

  void open(sim::SimTime now);
  void close(sim::SimTime now);

  // The mapping of the file does not change under these jobs.
  void has_no_first_pass() { first_pass_end_ = 0; }
  // The last block was written for the first time.
  void first_pass_ended(sim::SimTime now);

  // From now on stage_times() has a histogram for each stage.
  void keep_stage_times() { stage_times_.resize(kStages); }

  // Over the whole run.
  std::uint64_t issued_total() const { return issued_; }
  std::uint64_t reaped_total() const { return reaped_; }
  std::uint64_t flushed_total() const { return flushed_; }

  // Over the window.
  std::uint64_t reads() const { return reads_; }
  std::uint64_t writes() const { return writes_; }
  std::uint64_t trims() const { return trims_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t flushes() const { return flushes_; }
  sim::SimTime flush_time() const { return flush_time_; }
  // The part of the window before the end of the first pass, and the I/Os reaped in it.
  sim::SimTime first_pass_time() const;
  std::uint64_t first_pass_ios() const { return first_pass_ios_; }
  const sim::Histogram& read_clat() const { return read_clat_; }
  const sim::Histogram& write_clat() const { return write_clat_; }
  const sim::Histogram& trim_clat() const { return trim_clat_; }
  std::int64_t slat_total() const { return slat_total_; }
  const std::array<std::int64_t, kStages>& stage_total() const { return stage_total_; }
  const std::vector<sim::Histogram>& stage_times() const { return stage_times_; }

  // Little's law, exactly: the integral of the number in flight over the window is the time that all commands together
  // spent in flight within it. The second is complete once every command is reaped.
  std::int64_t in_flight_integral() const { return in_flight_integral_; }
  std::int64_t time_in_flight() const { return time_in_flight_; }

 private:
  enum class Window : unsigned char { before, open, after };

  Window window_ = Window::before;
  sim::SimTime opened_at_ = 0;
  sim::SimTime closed_at_ = sim::kNever;
  std::uint64_t issued_ = 0;
  std::uint64_t reaped_ = 0;
  std::uint64_t reads_ = 0;
  std::uint64_t writes_ = 0;
  std::uint64_t trims_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t flushed_ = 0;
  std::uint64_t flushes_ = 0;
  sim::SimTime flush_time_ = 0;
  sim::SimTime first_pass_end_ = sim::kNever;
  std::uint64_t first_pass_ios_ = 0;
  sim::Histogram read_clat_;
  sim::Histogram write_clat_;
  sim::Histogram trim_clat_;
  std::int64_t slat_total_ = 0;
  std::array<std::int64_t, kStages> stage_total_{};
  std::vector<sim::Histogram> stage_times_;
  sim::Gauge in_flight_;
  std::int64_t in_flight_integral_ = 0;
  std::int64_t time_in_flight_ = 0;
};

}  // namespace loopsim::models
