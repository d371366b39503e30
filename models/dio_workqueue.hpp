// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bound_workers.hpp"
#include "models/file.hpp"

namespace loopsim::models {

// The completion workqueues of the file systems, which all share the per-CPU worker pools: an I/O goes on in
// File::dio_work() on the CPU where it was queued.
class DioWorkqueue final : public BoundWorkers<Kiocb> {
 public:
  explicit DioWorkqueue(Kernel& kernel) : BoundWorkers(kernel, "", kernel.costs().dio_workqueue) {}
};

}  // namespace loopsim::models
