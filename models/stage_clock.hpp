// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "models/stage.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

class StageClock;

// Told when a command enters a stage.
class StageObserver {
 public:
  virtual void stage_begins(const StageClock& command, Stage stage, sim::SimTime at) = 0;

 protected:
  ~StageObserver() = default;
};

// The time one command of fio has spent in each stage. Every layer it passes tells the clock when a new stage begins,
// so the stages follow each other without a gap and sum to the latency exactly.
class StageClock {
 public:
  // `observer` is told of every stage from now on.
  void observe(StageObserver& observer) { observer_ = &observer; }

  void start(sim::SimTime now) {
    spent_ = {};
    started_ = since_ = now;
    stage_ = Stage::submit;
  }

  // A submitter tells its own time, which runs ahead of the clock by what it was charged; a completion that others see
  // earlier than that ends the stage at once.
  void enter(Stage stage, sim::SimTime now) {
    now = std::max(now, since_);
    spent_[static_cast<std::size_t>(stage_)] += now - since_;
    since_ = now;
    stage_ = stage;
    if (observer_ != nullptr) [[unlikely]]
      observer_->stage_begins(*this, stage, now);
  }

  // Ends the last stage.
  void stop(sim::SimTime now) {
    spent_[static_cast<std::size_t>(stage_)] += now - since_;
    since_ = now;
  }

  sim::SimTime started() const { return started_; }
  // When the present stage began.
  sim::SimTime since() const { return since_; }
  const std::array<sim::SimTime, kStages>& spent() const { return spent_; }

 private:
  sim::SimTime since_ = 0;
  Stage stage_ = Stage::submit;
  StageObserver* observer_ = nullptr;
  sim::SimTime started_ = 0;
  std::array<sim::SimTime, kStages> spent_{};
};

}  // namespace loopsim::models
