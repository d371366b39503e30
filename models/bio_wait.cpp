// SPDX-License-Identifier: GPL-2.0
#include "models/bio_wait.hpp"

namespace loopsim::models {

sim::Task<BioStatus> BioWait::submit(Bio& bio) {
  bio.nowait = false;
  bio.owner = this;
  co_await submit_bio(current_, bio, true);
  sim::Thread& thread = current_.thread;
  co_await thread.compute(0);
  while (!ended_) {
    asleep_ = true;
    co_await thread.sleep();
    asleep_ = false;
  }
  co_return status_;
}

void BioWait::bio_end_io(Bio&, BioStatus status, const sim::Context& context) {
  status_ = status;
  ended_ = true;
  if (asleep_ && current_.thread.sleeping()) current_.thread.wake(context);
}

}  // namespace loopsim::models
