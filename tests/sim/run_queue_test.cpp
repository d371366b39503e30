// SPDX-License-Identifier: GPL-2.0
#include "sim/run_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/scheduler_costs.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {
namespace {

// The queue beside the plainest thing that says the same: a list of who is queued and one of who is asleep.
class QueueAndModel {
 public:
  QueueAndModel(const SchedulerCosts& costs, std::size_t entities)
      : round_robin_(costs.scheduler == SchedulerClass::round_robin), queue_(costs), entities_(entities) {}

  void enqueue_or_dequeue(std::size_t number, SimTime vruntime) {
    RunEntity& entity = entities_[number];
    if (entity.delayed) return;
    if (std::erase(queued_, &entity) > 0) {
      queue_.dequeue(entity);
      return;
    }
    entity.vruntime = vruntime;
    queue_.enqueue(entity);
    queued_.push_back(&entity);
  }

  void delay_or_forget(std::size_t number, SimTime vruntime) {
    RunEntity& entity = entities_[number];
    if (std::ranges::count(queued_, &entity) > 0) return;
    if (std::erase(delayed_, &entity) > 0) {
      queue_.forget(entity);
      return;
    }
    entity.vruntime = vruntime;
    queue_.delay(entity);
    delayed_.push_back(&entity);
  }

  void forget_caught_up(const RunEntity* current) {
    const SimTime reached = current == nullptr && queued_.empty() ? kNever : average(current);
    queue_.forget_caught_up(current);
    std::erase_if(delayed_, [reached](const RunEntity* entity) { return entity->vruntime <= reached; });
  }

  void check(const RunEntity* current) const {
    RC_ASSERT(queue_.empty() == queued_.empty());
    RC_ASSERT(queue_.size() == queued_.size());
    RC_ASSERT(queue_.alone() == (queued_.empty() && delayed_.empty()));
    RC_ASSERT(queue_.first() == first());
    RC_ASSERT(queue_.average(nullptr) == average(nullptr));
    RC_ASSERT(queue_.average(current) == average(current));
    for (const RunEntity& entity : entities_) RC_ASSERT(entity.delayed == (std::ranges::count(delayed_, &entity) > 0));
  }

 private:
  RunEntity* first() const {
    if (queued_.empty()) return nullptr;
    return round_robin_ ? queued_.front() : *std::ranges::min_element(queued_, {}, &RunEntity::vruntime);
  }

  SimTime average(const RunEntity* current) const {
    SimTime sum = current == nullptr ? 0 : current->vruntime + current->debt;
    for (const RunEntity* entity : queued_) sum += entity->vruntime;
    for (const RunEntity* entity : delayed_) sum += entity->vruntime;
    const std::size_t all = queued_.size() + delayed_.size() + (current == nullptr ? 0 : 1);
    return all == 0 ? 0 : sum / static_cast<SimTime>(all);
  }

  bool round_robin_;
  RunQueue queue_;
  std::deque<RunEntity> entities_;
  std::vector<RunEntity*> queued_;
  std::vector<const RunEntity*> delayed_;
};

struct Step {
  int kind;
  std::size_t number;
  SimTime vruntime;
};

RC_GTEST_PROP(RunQueueTest, SaysWhatAWalkOverAllWouldSay, ()) {
  constexpr std::size_t kEntities = 6;
  SchedulerCosts costs;
  costs.scheduler = *rc::gen::element(SchedulerClass::cfs, SchedulerClass::eevdf, SchedulerClass::round_robin);
  QueueAndModel both(costs, kEntities);
  RunEntity current;
  current.vruntime = *rc::gen::inRange<SimTime>(0, 20);
  current.debt = *rc::gen::inRange<SimTime>(0, 5);
  const auto steps = *rc::gen::container<std::vector<Step>>(rc::gen::construct<Step>(
      rc::gen::inRange(0, 8), rc::gen::inRange<std::size_t>(0, kEntities), rc::gen::inRange<SimTime>(0, 20)));
  for (const Step& step : steps) {
    if (step.kind == 0) {
      both.forget_caught_up(step.vruntime % 2 == 0 ? nullptr : &current);
    } else if (step.kind % 2 == 0) {
      both.enqueue_or_dequeue(step.number, step.vruntime);
    } else {
      both.delay_or_forget(step.number, step.vruntime);
    }
    both.check(&current);
  }
}

}  // namespace
}  // namespace loopsim::sim
