// SPDX-License-Identifier: GPL-2.0
#include "sim/run_queue.hpp"

namespace loopsim::sim {

void RunQueue::find_first() {
  first_ = nullptr;
  for (RunEntity& entity : queued_) {
    if (first_ == nullptr || precedes(entity, *first_)) first_ = &entity;
  }
}

void RunQueue::forget_delayed(const RunEntity* current) {
  const bool others = current != nullptr || !empty();
  const SimTime reached = others ? average(current) : kNever;
  for (auto next = delayed_.begin(); next != delayed_.end();) {
    RunEntity& entity = *next++;
    if (entity.vruntime <= reached) forget(entity);
  }
}

}  // namespace loopsim::sim
