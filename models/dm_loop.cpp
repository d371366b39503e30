// SPDX-License-Identifier: GPL-2.0
#include "models/dm_loop.hpp"

namespace loopsim::models {

sim::Task<> DmLoop::submit(Current& current, Bio& bio) {
  trace_(BlockAction::queued, bio, current.thread);
  current.thread.charge(kernel_.costs().dm_remap);
  ++started_;
  Bio& clone = take_clone();
  clone = bio;
  clone.device = &lower_;
  clone.owner = this;
  clone.owner_data = &bio;
  // Inside submit_bio(): the clone joins the task's list.
  current.bio_list.push(clone);
  return sim::Task<>::ready();
}

void DmLoop::bio_end_io(Bio& clone, BioStatus status, const sim::Context& context) {
  Bio& bio = *static_cast<Bio*>(clone.owner_data);
  free_clones_.push_back(&clone);
  ++ended_;
  trace_(BlockAction::completed, bio, context);
  bio.owner->bio_end_io(bio, status, context);
}

Bio& DmLoop::take_clone() {
  if (free_clones_.empty()) return clones_.emplace_back();
  Bio& clone = *free_clones_.back();
  free_clones_.pop_back();
  return clone;
}

}  // namespace loopsim::models
