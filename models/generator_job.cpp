// SPDX-License-Identifier: GPL-2.0
#include "models/fio_job.hpp"

namespace loopsim::models {

// Not fio: a load generator inside the kernel.
sim::Process FioJob::run_generator() {
  for (;;) {
    while (!free_.empty() && wants_more()) {
      thread_.charge(kernel_.costs().kbio_spin);
      IoUnit& unit = begin();
      enter_call(unit);
      // Nobody looks at the time when submit_bio() returns, and the bio may have ended by then.
      unit.submitted = unit.clock.started();
      co_await call(unit);
      kernel_.tell([this](Observer& observer) { observer.leaves(thread_, kernel_.now() + thread_.pending()); });
      co_await thread_.cond_resched();
      if (spec_.thinktime > 0) co_await thread_.delay(spec_.thinktime);
    }
    co_await thread_.compute(0);
    if (in_flight_ == 0 && !wants_more()) break;
    reaper_waits_ = true;
    while (in_flight_ > 0 && (free_.empty() || !wants_more())) co_await thread_.sleep();
    reaper_waits_ = false;
  }
  thread_.exit();
  ended_();
}

}  // namespace loopsim::models
