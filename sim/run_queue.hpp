// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>

#include <boost/intrusive/list.hpp>

#include "sim/scheduler_costs.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// What the fair scheduler knows of a thread (struct sched_entity).
struct RunEntity : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::normal_link>> {
  SimTime vruntime = 0;
  SimTime debt = 0;       // CPU time charged and not yet lived through
  SimTime slice_end = 0;  // vruntime at which its slice ends
  SimTime lag = 0;        // what it was owed when it went to sleep; 0 if it was delayed
  bool delayed = false;   // asleep and still in a RunQueue
};

// Who competes for one CPU with the thread that runs there (struct cfs_rq), all of one weight: those that are queued,
// and those that went to sleep after more than their share, which count until the others have caught up
// (DELAY_DEQUEUE). Who comes first and what the average is are asked for at every wake-up: neither takes a search.
class RunQueue {
 public:
  using Entities = boost::intrusive::list<RunEntity>;

  explicit RunQueue(const SchedulerCosts& costs) : costs_(costs) {}

  Entities& queued() { return queued_; }
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return queued_.size(); }
  // Next to run, nullptr if none is queued.
  RunEntity* first() const { return first_; }
  // Nobody is queued, or asleep and still counted.
  bool alone() const { return counted_ == 0; }
  SimTime min_vruntime() const { return min_vruntime_; }

  void enqueue(RunEntity& entity) {
    queued_.push_back(entity);
    count(entity);
    if (first_ == nullptr || precedes(entity, *first_)) first_ = &entity;
  }

  void dequeue(RunEntity& entity) {
    queued_.erase(Entities::s_iterator_to(entity));
    discount(entity);
    if (first_ == &entity) find_first();
  }

  // Asleep, but it counts for a while.
  void delay(RunEntity& entity) {
    entity.delayed = true;
    delayed_.push_back(entity);
    count(entity);
  }

  // No longer counted: it wakes up, or leaves the CPU.
  void forget(RunEntity& entity) {
    entity.delayed = false;
    delayed_.erase(Entities::s_iterator_to(entity));
    discount(entity);
  }

  // Forgets those that the others have caught up with; all, if there are no others.
  void forget_caught_up(const RunEntity* current) {
    if (!delayed_.empty()) [[unlikely]]
      forget_delayed(current);
  }

  // avg_vruntime(), with `current` or nullptr for who runs.
  SimTime average(const RunEntity* current) const {
    SimTime sum = sum_;
    SimTime all = counted_;
    if (current != nullptr) {
      sum += current->vruntime + current->debt;
      ++all;
    }
    if (all <= 1) return all == 0 ? min_vruntime_ : sum;
    return min_vruntime_ + (sum - all * min_vruntime_) / all;
  }

  // update_deadline(): whether `current` has come to the end of its slice. If so, the next one begins.
  bool ends_slice(RunEntity& current) const {
    const SimTime vruntime = current.vruntime + current.debt;
    if (vruntime < current.slice_end) return false;
    current.slice_end = vruntime + costs_.slice;
    return true;
  }

  // place_entity(): the run time with which a woken thread gets in line here.
  void place(RunEntity& woken, const RunEntity* current) {
    if (current != nullptr) advance(empty() ? current->vruntime : std::min(current->vruntime, first_->vruntime));
    const SimTime others = counted_ + (current == nullptr ? 0 : 1);
    if (costs_.scheduler == SchedulerClass::cfs) {
      woken.vruntime = std::max(woken.vruntime, min_vruntime_ - costs_.slice);
    } else if (others == 0 || woken.lag == 0) {
      woken.vruntime = average(current);
    } else {
      // The average moves towards whoever joins.
      woken.vruntime = average(current) - woken.lag * (others + 1) / others;
    }
    woken.slice_end = woken.vruntime + costs_.slice;
  }

  // requeue_delayed_entity(): of a woken thread that was still counted here. It keeps what is left of its debt.
  void place_delayed(RunEntity& woken, const RunEntity* current) const {
    if (woken.vruntime >= average(current)) return;
    woken.vruntime = average(current);
    woken.slice_end = woken.vruntime + costs_.slice;
  }

  // The clock of this queue does not go back behind `vruntime`.
  void advance(SimTime vruntime) { min_vruntime_ = std::max(min_vruntime_, vruntime); }

 private:
  // Equals come first come, first served; to SCHED_RR all are equal.
  bool precedes(const RunEntity& a, const RunEntity& b) const {
    return costs_.scheduler != SchedulerClass::round_robin && a.vruntime < b.vruntime;
  }
  void count(const RunEntity& entity) {
    sum_ += entity.vruntime;
    ++counted_;
  }
  void discount(const RunEntity& entity) {
    sum_ -= entity.vruntime;
    --counted_;
  }
  void find_first();
  void forget_delayed(const RunEntity* current);

  const SchedulerCosts& costs_;
  RunEntity* first_ = nullptr;
  SimTime min_vruntime_ = 0;
  // Over all that are counted, whose vruntime stands still meanwhile.
  SimTime sum_ = 0;
  SimTime counted_ = 0;
  Entities queued_;
  Entities delayed_;
};

}  // namespace loopsim::sim
