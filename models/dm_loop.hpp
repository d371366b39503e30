// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/block_device.hpp"
#include "models/block_trace.hpp"
#include "models/kernel.hpp"

namespace loopsim::models {

// The device-mapper loop target: the file's extents are read once, into a static table, and at I/O time a bio is only
// cloned and remapped to the device below. No file system, no request, no tag.
class DmLoop final : public BlockDevice, private BioOwner {
 public:
  DmLoop(Kernel& kernel, BlockDevice& lower) : kernel_(kernel), lower_(lower) {}

  sim::Task<> submit(Current& current, Bio& bio) override;
  std::uint64_t started() const { return started_; }
  std::uint64_t ended() const { return ended_; }

 private:
  void bio_end_io(Bio& clone, BioStatus status, const sim::Context& context) override;
  Bio& take_clone();

  Kernel& kernel_;
  BlockTrace trace_{kernel_, BlockNode::tested};
  BlockDevice& lower_;
  std::deque<Bio> clones_;  // bio_set: grows to the most ever in flight
  std::vector<Bio*> free_clones_;
  std::uint64_t started_ = 0;
  std::uint64_t ended_ = 0;
};

}  // namespace loopsim::models
