// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "models/kernel.hpp"
#include "models/observer.hpp"

namespace loopsim::models {

// The trace points of one queue of the block layer (trace_block_bio_queue() and its kin), at which an observer is told
// what becomes of a bio. Free while nobody watches.
class BlockTrace {
 public:
  BlockTrace(const Kernel& kernel, BlockNode node) : kernel_(kernel), node_(node) {}

  void operator()(BlockAction action, const Bio& bio, const sim::Context& context) const {
    kernel_.tell(
        [&](Observer& observer) { observer.block_action(node_, action, bio, context, kernel_.local_now(context)); });
  }
  // The same for what a task does, whose context nobody needs but the observer.
  void operator()(BlockAction action, const Bio& bio, sim::Thread& task) const {
    kernel_.tell([&](Observer&) { (*this)(action, bio, sim::Context(task)); });
  }

 private:
  const Kernel& kernel_;
  BlockNode node_;
};

}  // namespace loopsim::models
