// SPDX-License-Identifier: GPL-2.0
#include "models/journal.hpp"
#include "models/mapped_file.hpp"

namespace loopsim::models {
namespace {

// A file on ext4, direct I/O, aligned and inside the file. i_rwsem is held for the submission call: shared, but
// exclusive for a write that allocates on kernels before 7.0, which find that out by a lookup beforehand. Lookups take
// i_data_sem shared, and wait for it even under NOWAIT; allocation and unwritten conversion take it exclusively. A
// timestamp update is a journal handle in the caller's context, which those kernels start even under NOWAIT; later ones
// refuse.
class Ext4File final : public MappedFile {
 public:
  Ext4File(Kernel& kernel, const FileParameters& parameters)
      : MappedFile(kernel, parameters, "i_data_sem"),
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
    Submission outcome = Submission::returned;
    IoResult result;
    {
      sim::ReadLock i_rwsem(inode_lock(), thread);
      if (kiocb.op == Op::write && timestamps().modification_due(kernel().now()) && !lazytime()) {
        if (kiocb.nowait && is_strict()) co_return refused(thread, Eagain::timestamp);
        co_await update_times(thread);
        timestamps().modified(kernel().now());
      }
      if (kiocb.op == Op::read && timestamps().access_due(kernel().now()) && !lazytime()) {
        co_await update_times(thread);
        timestamps().accessed(kernel().now());
      }
      if (cold()) co_await read_extent_tree(thread);
      kiocb.unwritten = false;
      if (map().all_written()) {
        thread.charge(costs().ext4_dio_submit);
        result = co_await submit_mapped(current, kiocb);
      } else {
        outcome = co_await submit_shared(current, kiocb, result);
      }
      if (outcome == Submission::returned) {
        if (keep_inode_lock(kiocb, result, Kept::shared)) i_rwsem.keep();
        co_return result;
      }
    }
    co_await inode_lock().down_write(thread);
    result = co_await submit_allocating(current, kiocb);
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
  enum class Submission : unsigned char { returned, needs_exclusive };

  // i_rwsem, i_dio_count and the extent-status lock, each taken and given back; a write looks its blocks up twice, the
  // first time to learn whether it overwrites.
  static constexpr int kSharedLinesRead = 6;
  static constexpr int kSharedLinesWrite = 8;

  // Honours NOWAIT for timestamps, and allocates under i_rwsem shared.
  bool is_strict() const { return kernel().version() >= KernelVersion{7, 0}; }

  bool locks_cached_reads() const override { return false; }

  // ext4_writepages(), and readpage: no i_rwsem.
  sim::Task<IoResult> submit_pages(Current& current, Kiocb& kiocb) override {
    if (cold()) co_await read_extent_tree(current.thread);
    kiocb.unwritten = false;
    if (map().all_written()) {
      current.thread.charge(costs().ext4_dio_submit);
      co_return co_await submit_mapped(current, kiocb);
    }
    IoResult result;
    if (co_await submit_shared(current, kiocb, result) == Submission::returned) co_return result;
    co_return co_await submit_allocating(current, kiocb);
  }

  // Under i_rwsem shared. `result` is set if the call returned.
  sim::Task<Submission> submit_shared(Current& current, Kiocb& kiocb, IoResult& result) {
    sim::Thread& thread = current.thread;
    co_await read_map(thread, lookup());
    thread.charge(fetch_map(thread));
    const RequestMapping found = mapping_of(kiocb);
    if (kiocb.op == Op::write && found.allocates()) {
      if (kiocb.nowait) {
        thread.charge(lookup());
        result = refused(thread, Eagain::hole);
        co_return Submission::returned;
      }
      if (!is_strict()) {
        thread.charge(lookup());
        co_return Submission::needs_exclusive;
      }
    }
    if (kiocb.op == Op::read && (found.hole || found.unwritten)) {
      thread.charge(costs().ext4_dio_submit);
      result = zeros(thread, kiocb);
      co_return Submission::returned;
    }
    result = co_await submit_allocating(current, kiocb);
    co_return Submission::returned;
  }

  // Maps, allocating what a write is missing, and submits.
  sim::Task<IoResult> submit_allocating(Current& current, Kiocb& kiocb) {
    const RequestMapping found = mapping_of(kiocb);
    current.thread.charge(costs().ext4_dio_submit + deeper_lookup_time());
    if (kiocb.op == Op::write) {
      if (found.allocates()) co_await allocate(current.thread, kiocb);
      kiocb.unwritten = found.allocates() || found.unwritten;
    }
    co_return co_await submit_mapped(current, kiocb);
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
    map_lock().up_write(sim::Context(thread));
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

  Journal journal_;
};

const FileSystemRegistry::Registration kExt4FileRegistration(
    "ext4", "a file on ext4; a NOWAIT write is refused wherever it must allocate; due timestamps refuse it since 7.0",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<Ext4File>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
