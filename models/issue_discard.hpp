// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/block_device.hpp"
#include "models/kernel.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// What is discarded, bytes of the device.
struct DiscardRange {
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;
  std::uint64_t luck = 0;  // seeds what is random about the command
};

// blkdev_issue_discard(): has the device discard `range`, and waits for it. The bio is in a plug when its task goes to
// sleep, so kblockd issues it.
sim::Task<> issue_discard(Kernel& kernel, Current& current, BlockDevice& device, DiscardRange range);

}  // namespace loopsim::models
