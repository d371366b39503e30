// SPDX-License-Identifier: GPL-2.0
#include "sim/event_core.hpp"

#include <utility>

namespace loopsim::sim {

SimTime EventCore::run_until(SimTime limit) {
  limit_ = outbox_.empty() ? limit : now_;
  for (;;) {
    Event* first = queue_.front();
    if (first == nullptr || first->at() > limit_) break;
    queue_.pop();
    fire(*first);
  }
  if (outbox_.empty() && limit != kNever) now_ = limit;
  limit_ = now_;
  return now_;
}

bool EventCore::step(std::size_t choice) {
  const std::vector<Event*> due = queue_.simultaneous();
  if (due.empty()) return false;
  limit_ = due.front()->at();
  Event& chosen = *due.at(choice);
  queue_.remove(chosen);
  queue_.advance(chosen.at());
  fire(chosen);
  return true;
}

void EventCore::flush_outbox() {
  std::vector<Outward*> batch;
  std::swap(batch, outbox_);
  for (Outward* receiver : batch) receiver->deliver();
}

}  // namespace loopsim::sim
