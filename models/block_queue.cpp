// SPDX-License-Identifier: GPL-2.0
#include "models/block_queue.hpp"

#include "models/block_softirq.hpp"
#include "models/kblockd.hpp"
#include "models/plug.hpp"
#include "models/run.hpp"

namespace loopsim::models {

void Request::softirq() { queue.end_request(*this, sim::Context(*softirq_cpu, sim::Context::Kind::softirq)); }

BlockQueue::BlockQueue(Kernel& kernel, BlockDriver& driver, const BlockQueueLimits& limits)
    : kernel_(kernel),
      driver_(driver),
      limits_(limits),
      tags_(static_cast<std::size_t>(limits.hw_queues)),
      hctxs_(static_cast<std::size_t>(limits.hw_queues)),
      mq_map_(static_cast<std::size_t>(kernel.processors().size())),
      requests_(static_cast<std::size_t>(limits.hw_queues) * static_cast<std::size_t>(limits.depth)) {
  for (int hctx = 0; hctx < limits.hw_queues; ++hctx) {
    tags_.emplace_back(limits.depth);
    const HctxCpus cpus(hctx, limits.hw_queues, kernel.processors().size());
    Hctx& queue = hctxs_.emplace_back(*this, cpus);
    for (int cpu = cpus.first(); cpu < cpus.end(); ++cpu) mq_map_[static_cast<std::size_t>(cpu)] = hctx;
    for (int tag = 0; tag < limits.depth; ++tag)
      requests_.emplace_back(*this, queue, hctx, tag, static_cast<std::uint32_t>(requests_.size()));
  }
}

sim::Task<> BlockQueue::submit(Current& current, Bio& bio) {
  sim::Thread& thread = current.thread;
  trace_(BlockAction::queued, bio, current.thread);
  thread.charge(kernel_.costs().blk_submit);
  const int hctx = hctx_of(thread.cpu());
  const int tag = tags_[static_cast<std::size_t>(hctx)].try_get();
  if (tag != sim::TagSet::kNone) return dispatch(current, bio, hctx, tag);
  if (!bio.nowait) return wait_and_dispatch(current, bio, hctx);
  bio.owner->bio_end_io(bio, BioStatus::again, current.context());
  return sim::Task<>::ready();
}

// blk_mq_get_tag().
sim::Task<> BlockQueue::wait_and_dispatch(Current& current, Bio& bio, int hctx) {
  sim::Thread& thread = current.thread;
  co_await thread.compute(0);
  const sim::SimTime asleep = kernel_.now();
  bio.clock->enter(Stage::tag_wait, asleep);
  sim::TagSet* tags = &tags_[static_cast<std::size_t>(hctx)];
  int tag = tags->try_get();
  while (tag == sim::TagSet::kNone) {
    co_await tags->wait(thread);
    // It may have woken up on a CPU of another hardware queue; the tag that it was woken for is then somebody else's.
    hctx = hctx_of(thread.cpu());
    sim::TagSet* here = &tags_[static_cast<std::size_t>(hctx)];
    if (here != tags) tags->wake_up(current.context());
    tags = here;
    tag = tags->try_get();
  }
  bio.clock->enter(Stage::submit, kernel_.now());
  ++tag_waits_;
  tag_wait_time_ += kernel_.now() - asleep;
  co_await dispatch(current, bio, hctx, tag);
}

sim::Task<> BlockQueue::dispatch(Current& current, Bio& bio, int hctx, int tag) {
  const std::int64_t index = std::int64_t{hctx} * limits_.depth + tag;
  Request& request = requests_[static_cast<std::size_t>(index)];
  if (request.bio != nullptr) throw RunError("a tag in use was given out again");
  request.bio = &bio;
  request.submit_cpu = &current.thread.cpu();
  ++started_;
  trace_(BlockAction::got_request, bio, current.thread);
  if (current.plug != nullptr) [[unlikely]]
    return current.plug->add(current, request);
  trace_(BlockAction::issued, bio, current.thread);
  enter_read_section(current.thread);
  return driver_.queue_rq(current, request);
}

void BlockQueue::enter_read_section(sim::Thread& thread) const {
  thread.charge(limits_.blocking ? kernel_.costs().dispatch_srcu : kernel_.costs().dispatch_rcu);
}

sim::Task<> BlockQueue::issue_held(Current& current, Request& request) {
  trace_(BlockAction::issued, *request.bio, current.thread);
  return driver_.queue_rq(current, request);
}

void BlockQueue::complete(Request& request, BioStatus status, const sim::Context& context) {
  if (request.bio == nullptr) throw RunError("a request was completed twice");
  request.status = status;
  if (needs_ipi(request, context.cpu())) {
    kernel_.block_softirq().raise_remote(request);
    return;
  }
  // Near enough; a device with one hardware queue still goes through the softirq.
  if (limits_.hw_queues == 1 && !is_only_cpu(context.cpu(), request)) {
    kernel_.block_softirq().raise(request, context);
  } else {
    context.charge(kernel_.costs().blk_complete);
    end_request(request, context);
  }
}

bool BlockQueue::is_only_cpu(const sim::Cpu& here, const Request& request) const {
  return &here == request.submit_cpu && hctxs_[static_cast<std::size_t>(request.hctx_number)].cpus.count() == 1;
}

// blk_mq_complete_need_ipi().
bool BlockQueue::needs_ipi(const Request& request, const sim::Cpu& here) const {
  if (&here == request.submit_cpu) return false;
  return limits_.rq_affinity == 2 || !kernel_.processors().share_cache(here, *request.submit_cpu);
}

// Of the only queue kblockd takes the nearest CPU.
sim::Cpu* BlockQueue::Hctx::next_cpu() {
  return queue.hctxs_.size() == 1 ? nullptr : &queue.kernel_.processors().cpu(cpus.next());
}

void BlockQueue::requeue(Request& request, const sim::Context& context) {
  const bool pending = !requeue_.requests.empty();
  requeue_.requests.push(request);
  if (!pending) kernel_.kblockd().queue(requeue_, context);
}

// blk_mq_requeue_work(): the kworker runs the queues of its own CPU itself.
sim::Task<> BlockQueue::Requeue::work(Current& kworker) {
  while (Request* request = requests.pop()) request->hctx.insert(*request);
  for (Hctx& hctx : queue.hctxs_) {
    if (!hctx.has_inserted()) continue;
    if (hctx.cpus.contains(kworker.thread.cpu().index())) {
      co_await hctx.run(kworker);
    } else {
      hctx.run_async(queue.kernel_, kworker.context());
    }
  }
}

void BlockQueue::end_request(Request& request, const sim::Context& context) {
  if (request.bio == nullptr) throw RunError("a request ended twice");
  Bio& bio = *request.bio;
  request.bio = nullptr;
  ++ended_;
  trace_(BlockAction::completed, bio, context);
  tags_[static_cast<std::size_t>(request.hctx_number)].put(request.tag, context);
  bio.owner->bio_end_io(bio, request.status, context);
}

int BlockQueue::tags_in_use() const {
  int total = 0;
  for (const sim::TagSet& tags : tags_) total += tags.in_use();
  return total;
}

}  // namespace loopsim::models
