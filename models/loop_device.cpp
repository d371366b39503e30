// SPDX-License-Identifier: GPL-2.0
#include "models/loop_device.hpp"

#include <utility>

#include "models/run.hpp"

namespace loopsim::models {

sim::Task<> LoopCommand::run(Current& kworker) {
  const bool write = is_aio_write();
  co_await device.handle_command(kworker, *this, 0);
  if (write) device.end_blocking_write();
}

void LoopCommand::finish() { device.queue_work_of_issuer(*this, thread()); }

LoopDevice::LoopDevice(Kernel& kernel, File& backing, std::unique_ptr<Policy> policy, const DesignSpec& design)
    : kernel_(kernel),
      backing_(backing),
      policy_(std::move(policy)),
      queue_(kernel, *this,
             {.hw_queues = design.hw_queues,
              .depth = design.queue_depth,
              .rq_affinity = design.rq_affinity,
              .blocking = design.direct_io && policy_->submits_in_issuer()}),
      lo_work_lock_(kernel.costs().lock_bounce),
      direct_io_(design.direct_io),
      counter_drift_(design.counter_drift),
      commands_(queue_.requests()) {
  for (std::size_t index = 0; index < queue_.requests(); ++index) commands_.emplace_back(*this, queue_.request(index));
  worker_of(0);
}

sim::Task<> LoopDevice::queue_rq(Current& current, Request& request) {
  LoopCommand& command = commands_[request.index];
  const Bio& bio = *request.bio;
  tell_enters(current, "loop_queue_rq", bio.clock);
  current.thread.charge(kernel_.costs().loop_queue_rq);
  command.kiocb.op = bio.op;
  command.kiocb.cgroup = bio.cgroup;
  command.kiocb.offset = bio.offset;
  command.kiocb.bytes = bio.bytes;
  command.kiocb.luck = bio.luck;
  command.kiocb.clock = bio.clock;
  command.use_aio = direct_io_ && (bio.op == Op::read || bio.op == Op::write);
  command.prepared = false;

  if (command.use_aio && policy_->submits_in_issuer() && backing_.supports_nowait()) {
    prepare(current, command);
    if (policy_->attempts_nowait(command.view(), *this)) {
      bio.clock->enter(Stage::attempt, kernel_.local_now(current.context()));
      tell_enters(current, "attempt", bio.clock);
      ++counters_.attempts;
      begin_aio(command, true);
      sim::Task<IoResult> submission = backing_.submit(current, command.kiocb);
      if (!submission.returned()) return wait_and_end_attempt(current, command, std::move(submission));
      return end_attempt(current, command, submission.await_resume());
    }
    ++counters_.hint_skips;
  }
  return pass_to_kworker(current, command);
}

sim::Task<> LoopDevice::wait_and_end_attempt(Current& current, LoopCommand& command, sim::Task<IoResult> submission) {
  const IoResult result = co_await submission;
  co_await end_attempt(current, command, result);
}

sim::Task<> LoopDevice::end_attempt(Current& current, LoopCommand& command, IoResult result) {
  if (result.is_again()) kernel_.tell([&](Observer& observer) { observer.refused(current.thread, result.reason); });
  tell_leaves(current);
  if (!result.is_again()) {
    ++counters_.successes;
    end_aio(command, result, current.context());
    tell_leaves(current);
    return sim::Task<>::ready();
  }
  ++counters_.eagain[static_cast<std::size_t>(result.reason)];
  policy_->on_eagain(command.view(), result.reason);
  command.kiocb.clock->enter(Stage::submit, kernel_.local_now(current.context()));
  return pass_to_kworker(current, command);
}

sim::Task<> LoopDevice::pass_to_kworker(Current& current, LoopCommand& command) {
  current.thread.charge(kernel_.costs().loop_enqueue);
  return command.pass_to_kworker(current.thread);
}

void LoopDevice::prepare(Current& current, LoopCommand& command) {
  if (command.prepared) return;
  command.prepared = true;
  command.kiocb.owner = this;
  command.kiocb.owner_data = &command;
  current.thread.charge(kernel_.costs().loop_prepare);
}

void LoopDevice::begin_aio(LoopCommand& command, bool nowait) {
  command.kiocb.nowait = nowait;
  // A refused attempt left both references behind; setting the count again drops them.
  command.refs = 2;
}

void LoopDevice::end_aio(LoopCommand& command, IoResult result, const sim::Context& context) {
  drop_reference(command, context);
  if (!result.is_queued()) ki_complete(command.kiocb, result, context);
}

void LoopDevice::ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) {
  LoopCommand& command = *static_cast<LoopCommand*>(kiocb.owner_data);
  command.result = result;
  drop_reference(command, context);
}

// lo_rw_aio_do_completion(): whoever drops the last reference ends the request, or passes a late EAGAIN to a kworker.
void LoopDevice::drop_reference(LoopCommand& command, const sim::Context& context) {
  if (--command.refs > 0) return;
  if (command.refs < 0) throw RunError("a loop command completed twice");
  if (command.result.is_again()) {
    ++counters_.eagain[static_cast<std::size_t>(command.result.reason)];
    policy_->on_eagain(command.view(), command.result.reason);
    context.charge(kernel_.costs().loop_enqueue);
    queue_work(command, context);
    return;
  }
  if (command.result.kind == IoResult::Kind::short_read && command.kiocb.transferred > 0) {
    read_the_rest(command, context);
    return;
  }
  const bool failed = command.result.kind != IoResult::Kind::done;
  if (failed) ++counters_.failed;
  command.kiocb.clock->enter(Stage::complete, kernel_.local_now(context));
  queue_.complete(command.request, failed ? BioStatus::io_error : BioStatus::ok, context);
}

// What lo_complete_rq() does with a short read that got something. One that got nothing, for it began behind the end of
// the image, is an I/O error; its buffer reads as zeros.
void LoopDevice::read_the_rest(LoopCommand& command, const sim::Context& context) {
  ++counters_.short_reads;
  Bio& bio = *command.request.bio;
  bio.offset += command.kiocb.transferred;
  bio.bytes -= command.kiocb.transferred;
  bio.clock->enter(Stage::submit, kernel_.local_now(context));
  queue_.requeue(command.request, context);
}

void LoopDevice::tell_enters(const Current& current, const char* function, const StageClock* command) const {
  kernel_.tell([&](Observer& observer) {
    observer.enters(current.thread, function, command, kernel_.local_now(current.context()));
  });
}

void LoopDevice::tell_leaves(const Current& current) const {
  kernel_.tell([&](Observer& observer) { observer.leaves(current.thread, kernel_.local_now(current.context())); });
}

void LoopDevice::queue_work_of_issuer(LoopCommand& command, sim::Thread& issuer) {
  const sim::Context context(issuer);
  queue_work(command, context);
  kernel_.tell([&](Observer& observer) { observer.leaves(issuer, kernel_.local_now(context)); });
}

void LoopDevice::queue_work(LoopCommand& command, const sim::Context& context) {
  command.kiocb.clock->enter(Stage::list_wait, kernel_.local_now(context));
  ++queued_;
  const bool has_list = policy_->work_items() == WorkItems::per_cgroup;
  if (has_list) context.charge(occupy_work_lock(context));
  if (command.is_aio_write()) {
    ++blocking_writes_;
    slow_.set(kernel_.now(), 1);
  }
  if (!has_list) {
    kernel_.unbound_pool().queue(command, context);
    return;
  }
  LoopWorker& worker = worker_of(command.kiocb.cgroup);
  if (!worker.exists(kernel_.now())) {
    ++counters_.workers_allocated;
    context.charge(lo_work_lock_.occupy(kernel_.local_now(context), kernel_.costs().worker_allocate));
  }
  worker.append(command);
  kernel_.unbound_pool().queue(worker, context);
}

LoopDevice::Handling LoopDevice::handle_command(Current& kworker, LoopCommand& command, sim::SimTime begins_in) {
  const sim::SimTime begin = kernel_.now() + begins_in;
  --queued_;
  ++counters_.worker_commands;
  command.kiocb.clock->enter(Stage::worker, begin);
  kernel_.tell(
      [&](Observer& observer) { observer.enters(kworker.thread, "loop_handle_cmd", command.kiocb.clock, begin); });
  kworker.thread.charge(kernel_.costs().kworker_command + kernel_.costs().worker_interference);
  return {*this, kworker, command, begin, do_request(kworker, command)};
}

void LoopDevice::handled(const Handling& handling, IoResult result) {
  const sim::Context context = handling.kworker.context();
  LoopCommand& command = handling.command;
  if (command.use_aio) {
    end_aio(command, result, context);
  } else {
    const bool failed = result.kind == IoResult::Kind::error;
    if (failed) ++counters_.failed;
    command.kiocb.clock->enter(Stage::complete, kernel_.local_now(context));
    queue_.complete(command.request, failed ? BioStatus::io_error : BioStatus::ok, context);
  }
  counters_.worker_busy += kernel_.local_now(context) - handling.begin;
  tell_leaves(handling.kworker);
}

// do_req_filebacked().
sim::Task<IoResult> LoopDevice::do_request(Current& kworker, LoopCommand& command) {
  Kiocb& kiocb = command.kiocb;
  if (command.use_aio) {
    prepare(kworker, command);
    begin_aio(command, false);
    return backing_.submit(kworker, kiocb);
  }
  switch (kiocb.op) {
    case Op::flush:
      return backing_.fsync(kworker, kiocb);
    case Op::discard:
    case Op::write_zeroes:
      return backing_.fallocate(kworker, kiocb);
    case Op::read:
    case Op::write:
      return backing_.submit_buffered(kworker, kiocb);
    case Op::unknown:
      break;
  }
  return sim::Task<IoResult>::ready(IoResult::error());
}

void LoopDevice::end_blocking_write() {
  if (--blocking_writes_ < 0 && !counter_drift_) throw RunError("the blocking-write counter fell below zero");
  if (blocking_writes_ == 0) slow_.set(kernel_.now(), 0);
}

sim::SimTime LoopDevice::occupy_work_lock(const sim::Context& context) {
  const sim::SimTime hold = kernel_.costs().lo_work_lock_hold;
  const sim::SimTime taken = lo_work_lock_.occupy(kernel_.local_now(context), hold);
  kernel_.tell([&](Observer& observer) {
    const sim::SimTime until = kernel_.local_now(context) + taken;
    observer.holds("lo_work_lock", until - hold, until);
  });
  return taken;
}

LoopWorker& LoopDevice::worker_of(int cgroup) {
  while (workers_.size() <= static_cast<std::size_t>(cgroup)) {
    const auto kind = workers_.empty() ? LoopWorker::Kind::root : LoopWorker::Kind::cgroup;
    workers_.push_back(std::make_unique<LoopWorker>(*this, kind));
  }
  return *workers_[static_cast<std::size_t>(cgroup)];
}

WorkTimes LoopDevice::worker_times() const {
  WorkTimes total;
  for (const auto& worker : workers_) total += worker->times();
  return total;
}

std::uint64_t LoopDevice::worker_activations() const {
  std::uint64_t total = 0;
  for (const auto& worker : workers_) total += worker->activations();
  for (const LoopCommand& command : commands_) total += command.activations();
  return total;
}

}  // namespace loopsim::models
