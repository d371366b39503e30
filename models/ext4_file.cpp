// SPDX-License-Identifier: GPL-2.0
#include "models/block_range.hpp"
#include "models/issue_discard.hpp"
#include "models/journal.hpp"
#include "models/mapped_file.hpp"

namespace loopsim::models {
namespace {

// A file on ext4, direct I/O, aligned and inside the file. i_rwsem is held for the submission call: shared, but
// exclusive for a write that allocates on kernels before 7.0, which find that out by a lookup beforehand. Lookups are
// answered by the extent status tree; allocation and unwritten conversion take i_data_sem exclusively, and on those
// kernels submission to unwritten blocks too. A timestamp update is a journal handle in the caller's context,
// which those kernels start even under NOWAIT, once i_rwsem is held as it has to be; later ones refuse, before they
// look anything up.
//
// Four extents fit the inode. What a write allocates is an extent of its own until it is converted, so the tree of a
// file of few extents gets a block as soon as some writes are in flight, and gives it back once they are converted.
// Who frees a block where that is discarded at once holds i_data_sem until the device has done it.
class Ext4File final : public MappedFile {
 public:
  Ext4File(Kernel& kernel, const FileParameters& parameters)
      : MappedFile(kernel, parameters, "i_data_sem", kLongestExtents),
        device_(parameters.device),
        discard_(parameters.ext4_discard),
        has_tree_block_(!extents_fit_inode()),
        journal_(kernel.processors(), kernel.costs().journal_commit_period, kernel.costs().journal_commit_stall) {}

  // ext4_dio_read_iter(), ext4_dio_write_iter().
  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    fetch_inode(thread, kiocb.op == Op::write ? kSharedLinesWrite : kSharedLinesRead);
    if (kiocb.nowait) {
      if (!inode_lock().try_down_read()) co_return refused(thread, Eagain::iolock);
    } else {
      co_await inode_lock().down_read(thread);
    }
    {
      sim::ReadLock i_rwsem(inode_lock(), thread);
      const Checks checks = co_await check(thread, kiocb);
      if (checks.refused != Eagain::none) co_return refused(thread, checks.refused);
      if (!checks.needs_exclusive) {
        if (kiocb.op == Op::read && timestamps().access_due(kernel().now()) && !lazytime()) {
          co_await update_times(thread);
          timestamps().accessed(kernel().now());
        }
        if (cold()) co_await read_extent_tree(thread);
        const IoResult result = co_await map_and_submit(current, kiocb);
        if (keep_inode_lock(kiocb, result, Kept::shared)) i_rwsem.keep();
        co_return result;
      }
    }
    // Looked up once more, as part of the submission.
    co_await inode_lock().down_write(thread);
    if (modification_due()) co_await file_modified(thread);
    const IoResult result = co_await map_and_submit(current, kiocb);
    if (!keep_inode_lock(kiocb, result, Kept::exclusive)) inode_lock().up_write(sim::Context(thread));
    co_return result;
  }

  // ext4_punch_hole(), ext4_zero_range().
  sim::Task<IoResult> fallocate(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    co_await thread.compute(0);
    co_await inode_lock().down_write(thread);
    co_await drain(thread);
    co_await begin_handle(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::other);
    co_await thread.compute(grown(costs().punch_hole, costs().ext4_allocate_growth));
    punched(kiocb, sim::Context(thread));
    if (kiocb.op == Op::write_zeroes) allocated(kiocb);
    map_lock().up_write(sim::Context(thread));
    inode_lock().up_write(sim::Context(thread));
    co_return IoResult::done();
  }

  // Writes the pages back, commits the journal, then flushes the device.
  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override {
    co_await write_pages_out(current);
    co_await current.thread.compute(costs().log_force);
    co_return co_await DirectFile::fsync(current, kiocb);
  }

 private:
  struct Checks {
    Eagain refused = Eagain::none;
    bool needs_exclusive = false;  // i_rwsem
  };

  // i_rwsem, i_dio_count and the extent-status lock, each taken and given back; a write looks its blocks up twice, the
  // first time to learn whether it overwrites.
  static constexpr int kSharedLinesRead = 6;
  static constexpr int kSharedLinesWrite = 8;

  // Honours NOWAIT for timestamps, and allocates under i_rwsem shared.
  bool is_strict() const { return kernel().version() >= KernelVersion{7, 0}; }

  // EXT_INIT_MAX_LEN, EXT_UNWRITTEN_MAX_LEN.
  static constexpr LongestExtents kLongestExtents{.written = 1 << 15, .unwritten = (1 << 15) - 1};
  static constexpr std::uint64_t kExtentsInInode = 4;

  bool locks_cached_reads() const override { return false; }

  // ext4_dio_write_checks(), with i_rwsem held shared.
  sim::Task<Checks> check(sim::Thread& thread, const Kiocb& kiocb) {
    const bool stable = map().all_written() && !cold();
    if (kiocb.op == Op::read || (stable && !modification_due())) return sim::Task<Checks>::ready({});
    return is_strict() ? check_times(thread, kiocb) : check_overwrite(thread, kiocb);
  }

  sim::Task<Checks> check_times(sim::Thread& thread, const Kiocb& kiocb) {
    if (modification_due()) {
      if (kiocb.nowait) co_return {.refused = Eagain::timestamp};
      co_await file_modified(thread);
    }
    co_return {};
  }

  // The times are updated once it is clear how i_rwsem has to be held.
  sim::Task<Checks> check_overwrite(sim::Thread& thread, const Kiocb& kiocb) {
    if (cold()) co_await read_extent_tree(thread);
    if (!map().all_written()) {
      co_await look_up(thread);
      if (mapping_of(kiocb).allocates()) {
        thread.charge(lookup());
        if (kiocb.nowait) co_return {.refused = Eagain::hole};
        co_return {.needs_exclusive = true};
      }
    }
    if (modification_due()) co_await file_modified(thread);
    co_return {};
  }

  bool modification_due() const { return timestamps().modification_due(kernel().now()) && !lazytime(); }

  // NOWAIT or not.
  sim::Task<> file_modified(sim::Thread& thread) {
    co_await update_times(thread);
    timestamps().modified(kernel().now());
  }

  // ext4_writepages(), and readpage: no i_rwsem.
  sim::Task<IoResult> submit_pages(Current& current, Kiocb& kiocb) override {
    if (cold()) co_await read_extent_tree(current.thread);
    co_return co_await map_and_submit(current, kiocb);
  }

  sim::Task<IoResult> map_and_submit(Current& current, Kiocb& kiocb) {
    kiocb.unwritten = false;
    if (!map().all_written()) return map_unstable_and_submit(current, kiocb);
    current.thread.charge(costs().ext4_dio_submit);
    return submit_mapped(current, kiocb);
  }

  // ext4_iomap_begin(): allocates what a write is missing. Where a write has been looked up to check it, its blocks are
  // in the extent status tree.
  sim::Task<IoResult> map_unstable_and_submit(Current& current, Kiocb& kiocb) {
    sim::Thread& thread = current.thread;
    if (kiocb.op == Op::read || is_strict()) co_await look_up(thread);
    const RequestMapping found = mapping_of(kiocb);
    if (kiocb.op == Op::read && (found.hole() || found.unwritten())) {
      thread.charge(costs().ext4_dio_submit);
      co_return co_await read_holes(current, kiocb, found);
    }
    if (kiocb.nowait && kiocb.op == Op::write && found.allocates()) {
      thread.charge(lookup());
      co_return refused(thread, Eagain::hole);
    }
    thread.charge(costs().ext4_dio_submit + deeper_lookup_time());
    if (kiocb.op == Op::write) {
      if (found.allocates()) {
        co_await allocate(thread, kiocb);
      } else if (found.unwritten() && !is_strict()) {
        co_await split_unwritten(thread, kiocb);
      }
      kiocb.unwritten = found.allocates() || found.unwritten();
    }
    co_return co_await submit_mapped(current, kiocb);
  }

  // ext4_map_blocks() without a handle: what was looked up, allocated or converted before is in the extent status tree,
  // for which nobody takes i_data_sem.
  sim::Task<> look_up(sim::Thread& thread) {
    co_await thread.compute(0);
    thread.charge(fetch_map(thread));
  }

  // In the extent status tree.
  sim::Task<> look_up_next(sim::Thread& thread, const Kiocb&) override {
    thread.charge(lookup());
    return sim::Task<>::ready();
  }

  sim::SimTime lookup() const { return costs().ext4_lookup + deeper_lookup_time(); }

  sim::Task<> begin_handle(sim::Thread& thread) {
    thread.charge(costs().journal_handle);
    return journal_.reserve(thread);
  }

  sim::Task<> allocate(sim::Thread& thread, Kiocb& kiocb) {
    co_await begin_handle(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::allocate);
    co_await thread.compute(fetch_map(thread) + grown(costs().ext4_allocate, costs().ext4_allocate_growth));
    allocated(kiocb);
    co_await insert_extent(thread, kiocb);
    map_lock().up_write(sim::Context(thread));
  }

  // ext4_iomap_alloc(): with EXT4_GET_BLOCKS_IO_CREATE_EXT the unwritten blocks of the write become an extent of their
  // own before its I/O, under NOWAIT too. Taken to cost what their conversion does.
  sim::Task<> split_unwritten(sim::Thread& thread, const Kiocb& kiocb) {
    ++counted().splits;
    co_await begin_handle(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::allocate);
    co_await thread.compute(fetch_map(thread) + grown(costs().ext4_convert, costs().ext4_convert_growth));
    co_await insert_extent(thread, kiocb);
    map_lock().up_write(sim::Context(thread));
  }

  bool extents_fit_inode() { return map().extents() <= kExtentsInInode; }

  // ext4_ext_insert_extent() with EXT4_GET_BLOCKS_PRE_IO: nothing merges, so that its conversion need not split it.
  sim::Task<> insert_extent(sim::Thread& thread, const Kiocb& kiocb) {
    map().keep_apart(first_block(kiocb), end_block(kiocb));
    if (has_tree_block_ || extents_fit_inode()) return sim::Task<>::ready();
    return grow_in_depth(thread);
  }

  // ext4_ext_grow_indepth().
  sim::Task<> grow_in_depth(sim::Thread& thread) {
    has_tree_block_ = true;
    co_await thread.compute(costs().ext4_tree_block);
  }

  // ext4_ext_try_to_merge_up().
  sim::Task<> merge_up(Current& kworker, const Kiocb& kiocb) {
    if (!has_tree_block_ || !extents_fit_inode()) return sim::Task<>::ready();
    return free_tree_block(kworker, kiocb);
  }

  sim::Task<> free_tree_block(Current& kworker, const Kiocb& kiocb) {
    has_tree_block_ = false;
    co_await kworker.thread.compute(costs().ext4_tree_block);
    if (discard_ == Ext4Discard::deferred) co_return;
    co_await issue_discard(kernel(), kworker, device_, {kiocb.offset, kBlockBytes, ~kiocb.bio.luck});
  }

  const char* end_io_function() const override { return "ext4_dio_write_end_io"; }

  // ext4_convert_unwritten_extents().
  sim::Task<> end_io(Current& kworker, Kiocb& kiocb) override {
    sim::Thread& thread = kworker.thread;
    co_await begin_handle(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::convert);
    co_await thread.compute(fetch_map(thread) + grown(costs().ext4_convert, costs().ext4_convert_growth));
    converted(kiocb);
    co_await merge_up(kworker, kiocb);
    map_lock().up_write(sim::Context(thread));
  }

  sim::Task<> update_times(sim::Thread& thread) override {
    co_await journal_.reserve(thread);
    co_await thread.compute(costs().timestamp_transaction);
  }

  // By whoever comes first, NOWAIT or not.
  sim::Task<> read_extent_tree(sim::Thread& thread) {
    co_await thread.compute(0);
    warmed();
    co_await thread.delay(costs().extent_read * static_cast<sim::SimTime>(map().extents()));
  }

  BlockDevice& device_;
  Ext4Discard discard_;
  bool has_tree_block_;
  Journal journal_;
};

const FileSystemRegistry::Registration kExt4FileRegistration(
    "ext4", "a file on ext4; a NOWAIT write is refused wherever it must allocate; due timestamps refuse it since 7.0",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<Ext4File>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
