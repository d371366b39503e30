// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bound_workers.hpp"
#include "models/hardware_queue.hpp"

namespace loopsim::models {

// kblockd: runs hardware queues whose requests their submitter could not issue, on his CPU. At the priority of
// everybody else; the kernel's kworkers of it have a higher one.
class Kblockd final : public BoundWorkers<HardwareQueue> {
 public:
  explicit Kblockd(Kernel& kernel) : BoundWorkers(kernel, "H", 0) {}
};

}  // namespace loopsim::models
