// SPDX-License-Identifier: GPL-2.0
#include <algorithm>

#include "models/fio_job.hpp"

namespace loopsim::models {

// What the first I/O of a call costs, and each further one: the first pays for the call.
struct CallCosts {
  sim::SimTime first;
  sim::SimTime further;
};

namespace {

// AIO_PLUG_THRESHOLD and IO_PLUG_THRESHOLD: a call with more I/Os than this holds their requests back to its end.
constexpr int kPlugThreshold = 2;

CallCosts call_costs(sim::SimTime whole, const Costs& costs) {
  return {whole, std::max<sim::SimTime>(0, whole - costs.system_call)};
}

CallCosts submit_costs(IoEngine engine, const Costs& costs) {
  if (engine == IoEngine::io_uring) return call_costs(costs.io_uring_submit, costs);
  return call_costs(engine == IoEngine::aio ? costs.aio_submit : costs.io_submit, costs);
}

// io_uring's completions are read from the ring, and aio_reap is one event of several.
CallCosts reap_costs(IoEngine engine, const Costs& costs) {
  if (engine == IoEngine::io_uring) return {costs.io_uring_reap, costs.io_uring_reap};
  if (engine == IoEngine::aio) return {costs.aio_reap, costs.aio_reap};
  return call_costs(costs.io_getevents, costs);
}

const char* reap_name(IoEngine engine) { return engine == IoEngine::io_uring ? "io_uring_reap" : "io_getevents"; }

int or_else(int value, int otherwise) { return value == 0 ? otherwise : value; }

}  // namespace

// Until the batch is full, or fio has to wait, or has something else to do first.
void FioJob::fill_batch() {
  const int most = or_else(spec_.iodepth_batch_submit, spec_.iodepth);
  do {
    batch_.push(begin());
    ++batched_;
  } while (batched_ < most && spec_.thinktime == 0 && !free_.empty() && wants_more() && !flush_is_due());
}

// How many I/Os of the batch go into the next call: libaio keeps them in a ring of iodepth, and no call wraps.
int FioJob::next_call() {
  int length = batched_;
  if (spec_.ioengine == IoEngine::libaio) {
    length = std::min(length, spec_.iodepth - ring_tail_);
    ring_tail_ += length;
    if (ring_tail_ == spec_.iodepth) ring_tail_ = 0;
  }
  batched_ -= length;
  return length;
}

void FioJob::leave_call() {
  const sim::SimTime now = kernel_.now() + thread_.pending();
  for (IoUnit* unit : called_) unit->submitted = now;
  called_.clear();
  kernel_.tell([&](Observer& observer) { observer.leaves(thread_, now); });
}

// fio's do_io() for an engine that has a queue. A part of it that waits would be a coroutine: a frame for every I/O.
// NOLINTNEXTLINE(readability-function-cognitive-complexity)
sim::Process FioJob::run_queued() {
  const CallCosts submit =
      file_.enters_kernel() ? submit_costs(spec_.ioengine, kernel_.costs()) : CallCosts{.first = 0, .further = 0};
  const CallCosts reap = reap_costs(spec_.ioengine, kernel_.costs());
  // handle_thinktime() waits for all that is in flight (io_u_quiesce()) before it sleeps.
  const bool thinks = spec_.thinktime > 0;
  const int low = thinks ? 0 : or_else(spec_.iodepth_low, spec_.iodepth);
  const int most = std::max(spec_.iodepth_batch_complete_min, spec_.iodepth_batch_complete_max);
  for (;;) {
    while (!free_.empty() && wants_more()) {
      if (flush_is_due()) {
        co_await flush();
        continue;
      }
      fill_batch();
      while (batched_ > 0) {
        const int length = next_call();
        enter_call(*batch_.front());
        if (length > kPlugThreshold) plug_.start(current_);
        for (int i = 0; i < length; ++i) {
          IoUnit& unit = *batch_.pop();
          thread_.charge(i == 0 ? submit.first : submit.further);
          called_.push_back(&unit);
          answered(unit, co_await call(unit));
        }
        if (length > kPlugThreshold) co_await plug_.finish(current_);
        leave_call();
        co_await thread_.return_to_user();
      }
      if (thinks) break;
    }
    if (in_flight_ == 0) break;
    const bool drains = free_.empty() || thinks;
    do {
      wanted_ = std::min(spec_.iodepth_batch_complete_min, in_flight_);
      // What has come by the end of what was charged is taken too.
      if (most > 1) co_await thread_.compute(0);
      while (ready_ < wanted_) {
        // What was charged is lived through before fio looks at the ring.
        co_await thread_.compute(0);
        if (ready_ >= wanted_) break;
        reaper_waits_ = true;
        co_await thread_.sleep();
        reaper_waits_ = false;
      }
      const int length = std::min(ready_, most);
      for (int i = 0; i < length; ++i) {
        IoUnit& completed = *pop_completed();
        kernel_.tell([&](Observer& observer) {
          observer.enters(thread_, reap_name(spec_.ioengine), &completed.clock, kernel_.local_now(current_.context()));
        });
        thread_.charge(i == 0 ? reap.first : reap.further);
        reap_one(completed);
      }
      co_await thread_.return_to_user();
    } while (drains && in_flight_ > low);
    if (thinks) {
      co_await thread_.compute(0);
      co_await thread_.delay(spec_.thinktime);
    }
  }
  thread_.exit();
  ended_();
}

}  // namespace loopsim::models
