// SPDX-License-Identifier: GPL-2.0
#include "models/fio_job.hpp"

#include <algorithm>
#include <utility>

#include "models/fio_stats.hpp"
#include "models/run.hpp"

namespace loopsim::models {

namespace {

bool is_synchronous(const FioJobSpec& spec) { return spec.ioengine == IoEngine::psync || trims(spec); }

}  // namespace

FioJob::FioJob(Kernel& kernel, File& file, const FioJobSpec& spec, const Identity& identity, sim::Random offsets,
               sim::Random luck, FioStats& stats, std::function<void()> ended)
    : kernel_(kernel),
      file_(file),
      stats_(stats),
      spec_(spec),
      luck_(luck),
      offsets_(spec, spec.offset_increment * static_cast<std::uint64_t>(identity.number), offsets),
      thread_(kernel.processors(), identity.name, kernel.processors().cpu(identity.cpu % kernel.processors().size()),
              sim::Thread::Affinity::unbound),
      number_(identity.number),
      cgroup_(identity.number % spec.cgroups),
      ended_(std::move(ended)) {
  // fio forks its jobs; the emulation's submitters are threads of one process, kbio's are the kernel's.
  const bool is_process = spec.ioengine != IoEngine::aio && spec.ioengine != IoEngine::kbio;
  if (is_process) thread_.has_address_space();
  const int depth = is_synchronous(spec) ? 1 : spec.iodepth;
  called_.reserve(static_cast<std::size_t>(depth));
  for (int slot = 0; slot < depth; ++slot) {
    IoUnit& unit = units_.emplace_back();
    unit.kiocb.owner = this;
    unit.kiocb.owner_data = &unit;
    unit.kiocb.clock = &unit.clock;
    unit.kiocb.cgroup = cgroup_;
    unit.kiocb.bytes = static_cast<std::uint32_t>(spec.bs);
    unit.kiocb.waited_for = is_synchronous(spec);
    free_.push_back(&unit);
  }
  flush_unit_.kiocb.op = Op::flush;
  flush_unit_.kiocb.clock = &flush_unit_.clock;
  flush_unit_.kiocb.cgroup = cgroup_;
}

const char* FioJob::call_name(Op op) const {
  if (op == Op::discard) return "discard";
  if (spec_.ioengine == IoEngine::psync) return op == Op::read ? "pread" : "pwrite";
  if (spec_.ioengine == IoEngine::kbio) return "submit_bio";
  return spec_.ioengine == IoEngine::io_uring ? "io_uring_enter" : "io_submit";
}

void FioJob::start(sim::SimTime stop_at) {
  stop_at_ = stop_at;
  kernel_.tell([this](Observer& observer) {
    for (IoUnit& unit : units_) unit.clock.observe(observer);
  });
  process_ = run();
  thread_.launch(process_.handle());
}

sim::Process FioJob::run() {
  if (spec_.ioengine == IoEngine::kbio) return run_generator();
  return is_synchronous(spec_) ? run_psync() : run_queued();
}

bool FioJob::wants_more() const { return kernel_.now() < stop_at_ && (spec_.time_based || bytes_issued_ < spec_.size); }

FioJob::IoUnit& FioJob::begin() {
  IoUnit& unit = *free_.back();
  free_.pop_back();
  const FioOffsets::Next next = offsets_.next();
  unit.kiocb.op = next.op;
  unit.kiocb.offset = next.offset;
  unit.kiocb.luck = luck_.next();
  unit.busy = true;
  unit.completed = false;
  bytes_issued_ += spec_.bs;
  if (next.op == Op::write) ++written_since_flush_;
  ++in_flight_;
  unit.in_system_since = kernel_.now();
  stats_.issued(unit.in_system_since);
  if (own_stats_ != nullptr) [[unlikely]]
    own_stats_->issued(unit.in_system_since);
  unit.clock.start(kernel_.now() + thread_.pending());
  kernel_.tell([&](Observer& observer) {
    observer.command_begins(unit.clock, {next.op, next.offset, unit.kiocb.bytes}, thread_, unit.clock.started());
  });
  return unit;
}

void FioJob::enter_call(const IoUnit& first) {
  kernel_.tell([&](Observer& observer) {
    observer.enters(thread_, call_name(first.kiocb.op), &first.clock, kernel_.local_now(current_.context()));
  });
}

void FioJob::answered(IoUnit& unit, IoResult result) {
  if (!result.is_queued()) ki_complete(unit.kiocb, result, current_.context());
}

sim::Task<> FioJob::flush() {
  written_since_flush_ = 0;
  thread_.charge(kernel_.costs().psync);
  const sim::SimTime begun = kernel_.now() + thread_.pending();
  kernel_.tell([&](Observer& observer) { observer.enters(thread_, "fsync", nullptr, begun); });
  flush_unit_.kiocb.luck = luck_.next();
  flush_unit_.clock.start(begun);
  co_await file_.fsync(current_, flush_unit_.kiocb);
  co_await thread_.compute(0);
  kernel_.tell([&](Observer& observer) { observer.leaves(thread_, kernel_.now()); });
  stats_.flushed(kernel_.now() - begun);
}

sim::Process FioJob::run_psync() {
  while (wants_more()) {
    if (flush_is_due()) {
      co_await flush();
      continue;
    }
    IoUnit& unit = begin();
    enter_call(unit);
    thread_.charge(kernel_.costs().psync);
    answered(unit, co_await call(unit));
    co_await thread_.compute(0);
    while (completed_.empty()) {
      reaper_waits_ = true;
      co_await thread_.sleep();
      reaper_waits_ = false;
    }
    co_await file_.returns(current_, unit.kiocb);
    // A synchronous call is issued and done in one: all of it is completion latency.
    unit.submitted = unit.clock.started();
    reap_one(*pop_completed());
    co_await thread_.return_to_user();
    if (spec_.thinktime > 0) co_await thread_.delay(spec_.thinktime);
  }
  thread_.exit();
  ended_();
}

void FioJob::ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) {
  if (result.is_again()) throw RunError("fio got EAGAIN for an I/O that may wait");
  if (result.kind == IoResult::Kind::error) throw RunError("fio got an I/O error");
  IoUnit& unit = *static_cast<IoUnit*>(kiocb.owner_data);
  if (!unit.busy || unit.completed) throw RunError("an I/O completed twice");
  unit.completed = true;
  unit.clock.enter(Stage::reap, kernel_.local_now(context));
  if (spec_.ioengine == IoEngine::kbio) {
    finish(unit, context, unit.clock.since());
    if (reaper_waits_ && thread_.sleeping()) thread_.wake(context);
    return;
  }
  if (!kiocb.waited_for) context.charge(kernel_.costs().aio_complete);
  completed_.push(unit);
  if (++ready_ >= wanted_ && reaper_waits_ && thread_.sleeping()) thread_.wake(context);
}

void FioJob::reap_one(IoUnit& unit) {
  // Not before whoever completed it was done with that.
  const sim::SimTime reaped = std::max(kernel_.now() + thread_.pending(), unit.clock.since());
  finish(unit, current_.context(), reaped);
  kernel_.tell([&](Observer& observer) { observer.leaves(thread_, reaped); });
}

void FioJob::finish(IoUnit& unit, const sim::Context& context, sim::SimTime at) {
  unit.clock.stop(at);
  kernel_.tell([&](Observer& observer) { observer.command_ends(unit.clock, context, at); });
  unit.busy = false;
  --in_flight_;
  kernel_.core().mix(unit.kiocb.offset);
  const FioStats::Finished finished{.op = unit.kiocb.op,
                                    .bytes = unit.kiocb.bytes,
                                    .clock = unit.clock,
                                    .in_system_since = unit.in_system_since,
                                    .submitted = unit.submitted,
                                    .reaped = at};
  stats_.reaped(kernel_.now(), finished);
  if (own_stats_ != nullptr) [[unlikely]]
    own_stats_->reaped(kernel_.now(), finished);
  free_.push_back(&unit);
}

}  // namespace loopsim::models
