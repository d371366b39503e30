// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/block_queue.hpp"
#include "models/config.hpp"
#include "models/file.hpp"
#include "models/loop_command.hpp"
#include "models/loop_counters.hpp"
#include "models/loop_worker.hpp"
#include "models/policy.hpp"
#include "sim/fixed_array.hpp"
#include "sim/gauge.hpp"
#include "sim/spinlock.hpp"

namespace loopsim::models {

// The loop driver (drivers/block/loop.c with patches 3-6 of the series): a blk-mq driver whose
// commands become reads and writes of a backing file, submitted by the issuing task or by a kworker, as the policy
// decides. Without direct I/O the policy has no say: a kworker copies to and from the page cache.
class LoopDevice final : public LoopView, private BlockDriver, private KiocbOwner {
 public:
  LoopDevice(Kernel& kernel, File& backing, std::unique_ptr<Policy> policy, const DesignSpec& design);

  BlockQueue& queue() { return queue_; }
  const LoopCounters& counters() const { return counters_; }
  std::uint64_t worker_activations() const;
  // Of the work items that have a list, together; since the start.
  WorkTimes worker_times() const;
  const sim::Spinlock& work_lock() const { return lo_work_lock_; }

  bool backing_is_block_device() const override { return backing_.is_block_device(); }
  std::int64_t blocking_writes() const override { return blocking_writes_; }
  std::int64_t queued() const override { return queued_; }
  std::int64_t in_flight() const override { return queue_.in_flight(); }
  // The counter of blocking writes may end anywhere: its decrement looks at commands that may be others by then.
  bool counter_drifts() const { return counter_drift_; }
  // Time with blocking writes outstanding: the macro state SLOW of the hint.
  sim::Gauge& slow() { return slow_; }

  // The rest of a command that a kworker handles, in the frame of whoever awaits it.
  struct [[nodiscard]] Handling {
    bool await_ready() const { return call.await_ready(); }
    bool await_suspend(std::coroutine_handle<> awaiter) { return call.await_suspend(awaiter); }
    void await_resume() { device.handled(*this, call.await_resume()); }

    LoopDevice& device;
    Current& kworker;
    LoopCommand& command;
    sim::SimTime begin;
    sim::Task<IoResult> call;
  };
  // loop_handle_cmd(): what a kworker does with one command, `begins_in` from now, which it was charged already.
  Handling handle_command(Current& kworker, LoopCommand& command, sim::SimTime begins_in);
  // loop_queue_work(): puts the command on a work list.
  void queue_work(LoopCommand& command, const sim::Context& context);
  // The same at the end of queue_rq().
  void queue_work_of_issuer(LoopCommand& command, sim::Thread& issuer);
  // lo_nr_blocking_writes goes down, for one whose submission by a kworker has returned.
  void end_blocking_write();
  sim::SimTime now() const override { return kernel_.now(); }
  // Time to get lo_work_lock, use it once and release it.
  sim::SimTime occupy_work_lock(const sim::Context& context);

 private:
  sim::Task<> queue_rq(Current& current, Request& request) override;
  void ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) override;

  void tell_enters(const Current& current, const char* function, const StageClock* command) const;
  void tell_leaves(const Current& current) const;
  void prepare(Current& current, LoopCommand& command);
  // What follows an attempt in the issuer's context.
  sim::Task<> end_attempt(Current& current, LoopCommand& command, IoResult result);
  sim::Task<> wait_and_end_attempt(Current& current, LoopCommand& command, sim::Task<IoResult> submission);
  sim::Task<> pass_to_kworker(Current& current, LoopCommand& command);
  // lo_rw_aio() is begin_aio(), the file's submit(), and end_aio(). Two references are held on the command meanwhile:
  // the submission's and the I/O's.
  static void begin_aio(LoopCommand& command, bool nowait);
  void end_aio(LoopCommand& command, IoResult result, const sim::Context& context);
  void drop_reference(LoopCommand& command, const sim::Context& context);
  sim::Task<IoResult> do_request(Current& kworker, LoopCommand& command);
  void handled(const Handling& handling, IoResult result);
  void read_the_rest(LoopCommand& command, const sim::Context& context);
  LoopWorker& worker_of(int cgroup);

  Kernel& kernel_;
  File& backing_;
  std::unique_ptr<Policy> policy_;
  BlockQueue queue_;
  sim::Spinlock lo_work_lock_;
  bool direct_io_;
  bool counter_drift_;
  sim::FixedArray<LoopCommand> commands_;             // by request index
  std::vector<std::unique_ptr<LoopWorker>> workers_;  // by cgroup; the first is the root work item
  std::int64_t queued_ = 0;                           // for a kworker, on whatever list
  std::int64_t blocking_writes_ = 0;                  // lo_nr_blocking_writes
  sim::Gauge slow_;
  LoopCounters counters_;
};

}  // namespace loopsim::models
