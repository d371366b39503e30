// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bound_workers.hpp"
#include "models/kblockd_work.hpp"

namespace loopsim::models {

// kblockd: runs hardware queues whose requests their submitter could not issue, and issues requests again. At the
// priority of everybody else; the kernel's kworkers of it have a higher one.
class Kblockd final : public BoundWorkers<KblockdWork> {
 public:
  explicit Kblockd(Kernel& kernel) : BoundWorkers(kernel, "H", 0) {}
};

}  // namespace loopsim::models
