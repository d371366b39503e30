// SPDX-License-Identifier: GPL-2.0
#include "models/page_cache.hpp"

#include <algorithm>

#include "models/block_range.hpp"

namespace loopsim::models {
namespace {

// The device models take one command's time for a bio of any size, so runs are kept small.
constexpr std::uint64_t kLongestRun = 16;
// 128 KiB, the kernel's default.
constexpr std::uint64_t kReadahead = 32;

void set_range(Kiocb& kiocb, std::uint64_t first, std::uint64_t end) {
  kiocb.offset = first * kBlockBytes;
  kiocb.bytes = static_cast<std::uint32_t>((end - first) * kBlockBytes);
}

}  // namespace

// A read that its thread waits for.
class PageCache::Read final : public KiocbOwner {
 public:
  explicit Read(sim::Thread& thread) : thread_(thread) {}
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;

  sim::Task<IoResult> wait() {
    co_await thread_.compute(0);
    while (!ended_) {
      asleep_ = true;
      co_await thread_.sleep();
      asleep_ = false;
    }
    co_return result_;
  }
  void ki_complete(Kiocb&, IoResult result, const sim::Context& context) override {
    result_ = result;
    ended_ = true;
    if (asleep_ && thread_.sleeping()) thread_.wake(context);
  }

 private:
  sim::Thread& thread_;
  IoResult result_;
  bool ended_ = false;
  bool asleep_ = false;
};

PageCache::PageCache(Kernel& kernel, PageStore& store, const PageCacheParameters& parameters)
    : kernel_(kernel),
      store_(store),
      pages_(parameters.blocks, parameters.cached, parameters.seed),
      dirty_limit_(parameters.dirty_limit),
      background_limit_(parameters.dirty_limit / 2),
      resume_limit_(parameters.dirty_limit - parameters.dirty_limit / 8),
      luck_(parameters.seed),
      flusher_(kernel.processors(), "flusher", kernel.processors().cpu(kernel.processors().size() - 1),
               sim::Thread::Affinity::unbound),
      process_(run_flusher()) {
  flusher_.park(process_.handle());
}

sim::Task<IoResult> PageCache::read(Current& current, Kiocb& kiocb) {
  sim::Thread& thread = current.thread;
  const std::uint64_t end = end_block(kiocb);
  for (std::uint64_t block = first_block(kiocb); block < end; ++block) {
    if (pages_.cached(block)) {
      ++counters_.hits;
      continue;
    }
    const std::uint64_t filled = end_of_fill(block, end);
    const IoResult result = co_await fill(current, kiocb, block, filled);
    if (result.kind == IoResult::Kind::error) co_return result;
    block = std::min(filled, end) - 1;
  }
  read_ended_ = end;
  co_await thread.compute(kernel_.costs().buffered_read * static_cast<sim::SimTime>(end - first_block(kiocb)));
  co_return IoResult::done();
}

// The pages that are missing from `first` on, up to `end` or, in a sequential read, as far ahead as it is worth.
std::uint64_t PageCache::end_of_fill(std::uint64_t first, std::uint64_t end) const {
  if (first == read_ended_) end = std::min(std::max(end, first + kReadahead), pages_.blocks());
  std::uint64_t block = first + 1;
  while (block < end && !pages_.cached(block)) ++block;
  return block;
}

sim::Task<IoResult> PageCache::fill(Current& current, const Kiocb& reader, std::uint64_t first, std::uint64_t end) {
  sim::Thread& thread = current.thread;
  const auto blocks = static_cast<sim::SimTime>(end - first);
  counters_.misses += end - first;
  thread.charge(kernel_.costs().page_cache_add * blocks);
  Read wait(thread);
  Kiocb kiocb;
  kiocb.op = Op::read;
  kiocb.waited_for = true;
  kiocb.cgroup = reader.cgroup;
  kiocb.luck = reader.luck;
  kiocb.owner = &wait;
  kiocb.clock = reader.clock;
  set_range(kiocb, first, end);
  IoResult result = co_await store_.submit_pages(current, kiocb);
  if (result.is_queued()) result = co_await wait.wait();
  reader.clock->enter(Stage::worker, kernel_.local_now(current.context()));
  for (std::uint64_t block = first; block < end; ++block) pages_.add(block);
  co_return result;
}

sim::Task<IoResult> PageCache::write(Current& current, Kiocb& kiocb) {
  sim::Thread& thread = current.thread;
  const Costs& costs = kernel_.costs();
  const std::uint64_t first = first_block(kiocb);
  const std::uint64_t end = end_block(kiocb);
  for (std::uint64_t block = first; block < end; ++block) {
    if (pages_.cached(block)) {
      ++counters_.hits;
      continue;
    }
    // What a write leaves of the page must be read first.
    const bool covered = kiocb.offset <= block * kBlockBytes && (block + 1) * kBlockBytes <= kiocb.offset + kiocb.bytes;
    if (covered) {
      thread.charge(costs.page_cache_add);
      continue;
    }
    const IoResult result = co_await fill(current, kiocb, block, block + 1);
    if (result.kind == IoResult::Kind::error) co_return result;
  }
  co_await thread.compute(costs.buffered_write * static_cast<sim::SimTime>(end - first));
  for (std::uint64_t block = first; block < end; ++block) pages_.dirty_up(block);
  if (pages_.dirty_blocks() > background_limit_ && flusher_.sleeping()) flusher_.wake(current.context());
  co_return IoResult::done();
}

sim::Task<> PageCache::balance_dirty(sim::Thread& thread) {
  if (unstable() < dirty_limit_) co_return;
  co_await thread.compute(0);
  const sim::SimTime asleep = kernel_.now();
  while (unstable() >= resume_limit_) {
    throttled_.push_back(&thread);
    co_await thread.sleep();
    std::erase(throttled_, &thread);
  }
  counters_.throttled += kernel_.now() - asleep;
}

sim::Task<> PageCache::write_out(Current& current) {
  sim::Thread& thread = current.thread;
  co_await write_back(current, 0);
  co_await thread.compute(0);
  const std::uint64_t until = runs_started_;
  while (runs_ended_ < until) {
    syncers_.push_back({&thread, until});
    co_await thread.sleep();
    std::erase_if(syncers_, [&](const Syncer& syncer) { return syncer.thread == &thread; });
  }
}

void PageCache::forget(std::uint64_t first, std::uint64_t end, const sim::Context& context) {
  for (std::uint64_t block = first; block < end; ++block) pages_.drop(block);
  wake_throttled(context);
}

void PageCache::wake_throttled(const sim::Context& context) {
  if (unstable() >= resume_limit_) return;
  for (sim::Thread* thread : throttled_) {
    if (thread->sleeping()) thread->wake(context);
  }
}

PageCache::Writeback& PageCache::take_dirty_run() {
  const std::uint64_t first = pages_.next_dirty(cursor_);
  std::uint64_t end = first;
  while (end < pages_.blocks() && end < first + kLongestRun && pages_.dirty(end)) pages_.clean(end++);
  cursor_ = end;
  if (free_.empty()) free_.push_back(&writebacks_.emplace_back());
  Writeback& run = *free_.back();
  free_.pop_back();
  run.kiocb.op = Op::write;
  run.kiocb.writeback = true;
  run.kiocb.luck = luck_.next();
  run.kiocb.owner = this;
  run.kiocb.owner_data = &run;
  run.kiocb.clock = &run.clock;
  run.clock.start(kernel_.now());
  set_range(run.kiocb, first, end);
  in_writeback_ += end - first;
  counters_.written_back += end - first;
  ++runs_started_;
  return run;
}

sim::Task<> PageCache::write_back(Current& current, std::uint64_t keep) {
  while (pages_.dirty_blocks() > keep) {
    Writeback& run = take_dirty_run();
    const IoResult result = co_await store_.submit_pages(current, run.kiocb);
    if (!result.is_queued()) ki_complete(run.kiocb, result, current.context());
    // What was charged for one run is lived through before the next is looked for.
    co_await current.thread.compute(0);
    co_await current.thread.cond_resched();
  }
}

void PageCache::ki_complete(Kiocb& kiocb, IoResult, const sim::Context& context) {
  in_writeback_ -= end_block(kiocb) - first_block(kiocb);
  ++runs_ended_;
  free_.push_back(static_cast<Writeback*>(kiocb.owner_data));
  wake_throttled(context);
  for (const Syncer& syncer : syncers_) {
    if (runs_ended_ >= syncer.until && syncer.thread->sleeping()) syncer.thread->wake(context);
  }
}

sim::Process PageCache::run_flusher() {
  for (;;) {
    co_await write_back(flusher_current_, background_limit_);
    co_await flusher_.sleep();
  }
}

}  // namespace loopsim::models
