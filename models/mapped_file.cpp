// SPDX-License-Identifier: GPL-2.0
#include "models/mapped_file.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "models/block_range.hpp"

namespace loopsim::models {
namespace {

// Share of neighbouring blocks, allocated at different times, that the allocator placed side by side (mechanisms 6.6:
// 0 to 1). It moves the extent count by less than a third, and costs follow its logarithm.
constexpr double kMergeFactor = 0.3;

}  // namespace

MappedFile::MappedFile(Kernel& kernel, const FileParameters& parameters, const char* map_lock,
                       const LongestExtents& longest)
    : DirectFile(kernel, parameters),
      inode_lock_(kernel.processors(), kernel.rwsem_costs(), "i_rwsem"),
      map_lock_(kernel.processors(), kernel.rwsem_costs(), map_lock),
      timestamps_(kernel.tick(), {.access = !parameters.noatime, .modification = !parameters.nocmtime}),
      map_(parameters.blocks, parameters.mapping, {.merge_factor = kMergeFactor, .longest = longest},
           parameters.layout_seed),
      first_pass_(parameters.watched, parameters.first_pass_ended),
      cold_(parameters.cold),
      lazytime_(parameters.lazytime) {
  const std::uint64_t watched = std::min(map_.blocks(), parameters.watched);
  if (!parameters.mapping.partial) {
    if (parameters.mapping.state != BlockState::written) first_pass_.expect_first(watched);
  } else {
    for (std::uint64_t block = 0; block < watched; ++block) {
      if (map_.state(block) != BlockState::written) first_pass_.expect(block);
    }
  }
  first_pass_.begin();
}

sim::Task<IoResult> MappedFile::submit_buffered(Current& current, Kiocb& kiocb) {
  if (page_cache() == nullptr) co_return IoResult::error();
  sim::Thread& thread = current.thread;
  co_await thread.compute(0);
  if (kiocb.op == Op::read) {
    if (timestamps_.access_due(kernel().now()) && !lazytime_) {
      co_await update_times(thread);
      timestamps_.accessed(kernel().now());
    }
    if (!locks_cached_reads()) co_return co_await page_cache()->read(current, kiocb);
    co_await inode_lock_.down_read(thread);
    const sim::ReadLock i_rwsem(inode_lock_, thread);
    co_return co_await page_cache()->read(current, kiocb);
  }
  co_await inode_lock_.down_write(thread);
  if (timestamps_.modification_due(kernel().now()) && !lazytime_) {
    co_await update_times(thread);
    timestamps_.modified(kernel().now());
  }
  const IoResult result = co_await page_cache()->write(current, kiocb);
  co_await page_cache()->balance_dirty(thread);
  inode_lock_.up_write(sim::Context(thread));
  co_return result;
}

bool MappedFile::keep_inode_lock(Kiocb& kiocb, IoResult result, Kept how) {
  if (!kiocb.waited_for || !result.is_queued()) return false;
  kiocb.kept = how;
  return true;
}

sim::Task<> MappedFile::returns(Current& current, Kiocb& kiocb) {
  if (kiocb.kept != Kept::nothing && kiocb.unwritten) return complete_and_release(current, kiocb);
  release_inode_lock(current, kiocb);
  return sim::Task<>::ready();
}

sim::Task<> MappedFile::complete_and_release(Current& current, Kiocb& kiocb) {
  co_await complete_in_caller(current, kiocb);
  release_inode_lock(current, kiocb);
}

void MappedFile::release_inode_lock(Current& current, Kiocb& kiocb) {
  switch (std::exchange(kiocb.kept, Kept::nothing)) {
    case Kept::nothing:
      break;
    case Kept::shared:
      inode_lock_.up_read(current.context());
      break;
    case Kept::exclusive:
      inode_lock_.up_write(current.context());
      break;
  }
}

RequestMapping MappedFile::mapping_of(const Kiocb& kiocb) const {
  RequestMapping result;
  if (map_.all_written()) return result;
  for (std::uint64_t block = first_block(kiocb); block < end_block(kiocb); ++block) result.add(map_.state(block));
  return result;
}

sim::SimTime MappedFile::fetch_map(const sim::Thread& thread) {
  const sim::Cpu* last = std::exchange(last_map_user_, &thread.cpu());
  if (last == nullptr || last == last_map_user_) return 0;
  constexpr int kLockAndFork = 2;
  return (kLockAndFork + map_.tree_height()) * costs().line_crossing;
}

sim::SimTime MappedFile::grown(sim::SimTime base, sim::SimTime growth) const {
  const std::uint64_t records = map_.extents() + 1;
  // log2, linear between powers of two.
  const auto power = static_cast<sim::SimTime>(std::bit_width(records) - 1);
  const auto beyond = static_cast<sim::SimTime>(records - (std::uint64_t{1} << power));
  return base + growth * power + ((growth * beyond) >> power);
}

CountedWait MappedFile::lock_map(sim::Thread& thread, MapLockUse use) {
  return {counters_.waits_for(use), kernel(), thread, kernel().now(), thread.sleeps(), map_lock_.down_write(thread)};
}

void MappedFile::allocated(const Kiocb& kiocb) {
  ++counters_.allocations;
  for (std::uint64_t block = first_block(kiocb); block < end_block(kiocb); ++block) {
    if (!map_.allocate(block)) map_.unshare(block);
  }
}

void MappedFile::converted(const Kiocb& kiocb) {
  ++counters_.conversions;
  for (std::uint64_t block = first_block(kiocb); block < end_block(kiocb); ++block) {
    if (!map_.convert(block)) continue;
    ++counters_.first_writes;
    first_pass_.written(block);
  }
}

void MappedFile::punched(const Kiocb& kiocb, const sim::Context& context) {
  if (page_cache() != nullptr) page_cache()->forget(first_block(kiocb), end_block(kiocb), context);
  for (std::uint64_t block = first_block(kiocb); block < end_block(kiocb); ++block) {
    const bool was_written = map_.state(block) == BlockState::written;
    if (!map_.punch(block)) continue;
    ++counters_.punches;
    if (was_written) first_pass_.expect(block);
  }
}

IoResult MappedFile::refused(sim::Thread& thread, Eagain reason) const {
  thread.charge(costs().refused_attempt);
  return IoResult::again(reason);
}

sim::Task<IoResult> MappedFile::read_holes(Current& current, Kiocb& kiocb, const RequestMapping& found) {
  ++counters_.hole_reads;
  if (found.data()) return read_in_parts(current, kiocb);
  fill_with_zeros(current.thread, end_block(kiocb) - first_block(kiocb));
  return sim::Task<IoResult>::ready(IoResult::done());
}

// iomap_dio_rw(): one extent after the other.
sim::Task<IoResult> MappedFile::read_in_parts(Current& current, Kiocb& kiocb) {
  const std::uint64_t end = end_block(kiocb);
  begin_parts(kiocb);
  for (std::uint64_t block = first_block(kiocb);;) {
    const std::uint64_t first = block;
    const BlockState state = map_.state(first);
    while (block < end && map_.state(block) == state) ++block;
    if (state == BlockState::written || state == BlockState::shared) {
      co_await submit_part(current, kiocb, first, block);
    } else {
      fill_with_zeros(current.thread, block - first);
    }
    if (block == end) co_return end_parts(current, kiocb);
    co_await look_up_next(current.thread, kiocb);
  }
}

void MappedFile::fill_with_zeros(sim::Thread& thread, std::uint64_t blocks) const {
  thread.charge(costs().zero_fill * static_cast<sim::SimTime>(blocks));
}

}  // namespace loopsim::models
