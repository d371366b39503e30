// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "models/current.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// Anything bios can be submitted to: a disk, a loop device, a device-mapper target.
class BlockDevice {
 public:
  BlockDevice() = default;
  BlockDevice(const BlockDevice&) = delete;
  BlockDevice& operator=(const BlockDevice&) = delete;
  virtual ~BlockDevice() = default;

  // The device's own part of submit_bio(). Returns when the bio is on its way; its end may come earlier or later.
  virtual sim::Task<> submit(Current& current, Bio& bio) = 0;
};

// Submits `bio` to its device. While one submit_bio() is active in a task, further bios that the driver or a file
// system below it submits only join the task's list, and are started one after another once the first has
// returned: so the stack does not grow with the depth of stacked devices.
sim::Task<> submit_bio(Current& current, Bio& bio);

}  // namespace loopsim::models
