// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "models/block_device.hpp"
#include "models/current.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// submit_bio_wait(): a task that submits a bio and sleeps until it has ended. Lives in the frame of that task.
class BioWait final : private BioOwner {
 public:
  explicit BioWait(Current& current) : current_(current) {}
  BioWait(const BioWait&) = delete;
  BioWait& operator=(const BioWait&) = delete;

  // `bio` has its operation, range, device and clock; returns how it ended.
  sim::Task<BioStatus> submit(Bio& bio);

 private:
  void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) override;

  Current& current_;
  BioStatus status_ = BioStatus::ok;
  bool ended_ = false;
  bool asleep_ = false;
};

}  // namespace loopsim::models
