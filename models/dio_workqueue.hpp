// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <deque>

#include "models/kernel.hpp"
#include "models/kiocb.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// The completion workqueues of the file systems: work runs on the CPU where it was queued, in a bound kworker. All file
// systems share the per-CPU worker pools.
class DioWorkqueue {
 public:
  explicit DioWorkqueue(Kernel& kernel);

  // Continues `kiocb` in File::dio_work() on the CPU of `context`.
  void queue(Kiocb& kiocb, const sim::Context& context);

 private:
  struct Pool {
    Pool(Kernel& kernel, sim::Cpu& cpu);
    sim::Thread kworker;
    sim::Process process;
    Kiocb* head = nullptr;
    Kiocb* tail = nullptr;
  };
  static sim::Process run(Kernel& kernel, Pool& pool);

  std::deque<Pool> pools_;
};

}  // namespace loopsim::models
