// SPDX-License-Identifier: GPL-2.0
#include <utility>

#include "models/journal.hpp"
#include "models/mapped_file.hpp"

namespace loopsim::models {
namespace {

// A file on XFS, direct I/O, aligned and inside the file. IOLOCK is held shared for the whole submission call,
// allocating writes included; ILOCK shared for the extent lookup, exclusive for transactions: allocation, unwritten
// conversion at completion, timestamps.
class XfsFile final : public MappedFile {
 public:
  XfsFile(Kernel& kernel, const FileParameters& parameters)
      : MappedFile(kernel, parameters, "ILOCK", {kLongestExtent, kLongestExtent}),
        log_(kernel.processors(), kernel.costs().log_push_period, kernel.costs().log_push_stall) {}

  // xfs_file_read_iter(), xfs_file_write_iter(). Where the mapping is stable and nobody in the way, all that is left of
  // them takes no time but the submitter's own, and needs no coroutine; where only the mapping is not, it needs one.
  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    fetch_inode(thread, kSharedLines);
    if (cold() || times_due(kiocb.op) || !inode_lock().try_down_read()) return submit_with_care(current, kiocb);
    kiocb.unwritten = false;
    if (!map().all_written()) return submit_unstable(current, kiocb, sim::ReadLock(inode_lock(), thread));
    if (!map_lock().try_read_section(costs().extent_lookup)) {
      inode_lock().up_read(current.context());
      return submit_with_care(current, kiocb);
    }
    thread.charge(costs().xfs_dio_submit);
    sim::Task<IoResult> submission = submit_mapped(current, kiocb);
    if (!submission.returned() || kiocb.waited_for) return keep_iolock(thread, kiocb, std::move(submission));
    inode_lock().up_read(current.context());
    return submission;
  }

  // fallocate(): waits for all direct I/O, then changes the mapping.
  sim::Task<IoResult> fallocate(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    co_await thread.compute(0);
    co_await inode_lock().down_write(thread);
    co_await drain(thread);
    co_await log_.reserve(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::other);
    co_await thread.compute(grown(costs().punch_hole, costs().xfs_allocate_growth));
    punched(kiocb, sim::Context(thread));
    if (kiocb.op == Op::write_zeroes) allocated(kiocb);
    map_lock().up_write(sim::Context(thread));
    inode_lock().up_write(sim::Context(thread));
    co_return IoResult::done();
  }

  // Writes the pages back, forces the log, then flushes the device.
  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override {
    co_await write_pages_out(current);
    co_await current.thread.compute(costs().log_force);
    co_return co_await DirectFile::fsync(current, kiocb);
  }

 private:
  static constexpr std::uint64_t kLongestExtent = (1 << 21) - 1;  // XFS_MAX_BMBT_EXTLEN

  // IOLOCK, i_dio_count and ILOCK, each taken and given back.
  static constexpr int kSharedLines = 6;

  bool locks_cached_reads() const override { return true; }

  bool times_due(Op op) const {
    const sim::SimTime now = kernel().now();
    if (op == Op::read) return timestamps().access_due(now) && !lazytime();
    return op == Op::write && timestamps().modification_due(now);
  }

  sim::Task<IoResult> submit_with_care(Current& current, Kiocb& kiocb) {
    sim::Thread& thread = current.thread;
    if (kiocb.op == Op::read && timestamps().access_due(kernel().now()) && !lazytime()) {
      // Blocking even under NOWAIT, and before any file lock.
      co_await update_times(thread);
      timestamps().accessed(kernel().now());
    }
    if (kiocb.nowait) {
      if (!inode_lock().try_down_read()) co_return refused(thread, Eagain::iolock);
    } else {
      co_await inode_lock().down_read(thread);
    }
    sim::ReadLock iolock(inode_lock(), thread);
    if (kiocb.op == Op::write && timestamps().modification_due(kernel().now())) {
      if (kiocb.nowait && refuses_times()) co_return refused(thread, Eagain::timestamp);
      if (!lazytime()) co_await update_times(thread);
      timestamps().modified(kernel().now());
    }
    if (cold()) {
      if (kiocb.nowait) co_return refused(thread, Eagain::cold_map);
      co_await read_extent_list(thread);
    }
    const IoResult result = co_await look_up_and_submit(current, kiocb);
    if (keep_inode_lock(kiocb, result, Kept::shared)) iolock.keep();
    co_return result;
  }

  sim::Task<IoResult> look_up_and_submit(Current& current, Kiocb& kiocb) {
    kiocb.unwritten = false;
    return map().all_written() ? submit_stable(current, kiocb) : submit_unstable(current, kiocb, sim::ReadLock());
  }

  sim::Task<IoResult> submit_stable(Current& current, Kiocb& kiocb) {
    sim::Thread& thread = current.thread;
    if (kiocb.nowait) {
      if (!map_lock().try_read_section(costs().extent_lookup)) co_return refused_by_ilock(thread);
    } else {
      co_await map_lock().read_section(thread, costs().extent_lookup);
    }
    thread.charge(costs().xfs_dio_submit);
    co_return co_await submit_mapped(current, kiocb);
  }

  // The rest of a submission that has to wait, or of a synchronous call, with IOLOCK held.
  sim::Task<IoResult> keep_iolock(sim::Thread& thread, Kiocb& kiocb, sim::Task<IoResult> submission) {
    sim::ReadLock iolock(inode_lock(), thread);
    const IoResult result = co_await submission;
    if (keep_inode_lock(kiocb, result, Kept::shared)) iolock.keep();
    co_return result;
  }

  // Whether a due timestamp refuses NOWAIT: before 7.0 even where lazytime keeps it in memory.
  bool refuses_times() const { return !lazytime() || kernel().version() < KernelVersion{7, 0}; }

  // xfs_vm_writepages(), and readpage: no IOLOCK.
  sim::Task<IoResult> submit_pages(Current& current, Kiocb& kiocb) override {
    if (cold()) co_await read_extent_list(current.thread);
    co_return co_await look_up_and_submit(current, kiocb);
  }

  // Where the mapping may change, ILOCK is taken at the very instant. `held` is IOLOCK, unless the caller gives that
  // back or pages go without.
  sim::Task<IoResult> submit_unstable(Current& current, Kiocb& kiocb, sim::ReadLock held) {
    sim::Thread& thread = current.thread;
    sim::ReadLock iolock = std::move(held);
    if (kiocb.nowait) {
      co_await thread.compute(0);
      if (!map_lock().try_read_section(lookup())) co_return refused_by_ilock(thread);
    } else {
      co_await thread.compute(0);
      co_await lock_for_lookup(thread, lookup());
    }
    thread.charge(fetch_map(thread));
    const RequestMapping found = mapping_of(kiocb);
    if (kiocb.nowait && kiocb.op == Op::write) {
      const Eagain reason = refusal(found);
      if (reason != Eagain::none) {
        thread.charge(lookup());
        co_return refused(thread, reason);
      }
    }
    thread.charge(costs().xfs_dio_submit + deeper_lookup_time());
    if (kiocb.op == Op::write) {
      if (found.allocates()) co_await allocate(thread, kiocb);
      kiocb.unwritten = found.allocates() || found.unwritten();
    }
    const bool zeros = kiocb.op == Op::read && (found.hole() || found.unwritten());
    sim::Task<IoResult> submission = zeros ? read_holes(current, kiocb, found) : submit_mapped(current, kiocb);
    const IoResult result = co_await submission;
    if (iolock.holds() && keep_inode_lock(kiocb, result, Kept::shared)) iolock.keep();
    co_return result;
  }

  // ILOCK once more; a NOWAIT read that does not get it any more is not modelled.
  sim::Task<> look_up_next(sim::Thread& thread, const Kiocb& kiocb) override {
    if (!kiocb.nowait) {
      co_await thread.compute(0);
      co_await lock_for_lookup(thread, lookup());
    }
    thread.charge(lookup());
  }

  // ILOCK shared, for a section of `length`, which the caller spends afterwards; the thread has lived through what it
  // was charged.
  CountedWait lock_for_lookup(sim::Thread& thread, sim::SimTime length) {
    LockWait& wait = counted().waits_for(MapLockUse::lookup);
    return {wait, kernel(), thread, kernel().now(), thread.sleeps(), map_lock().read_section(thread, length)};
  }

  sim::SimTime lookup() const { return costs().extent_lookup + deeper_lookup_time(); }

  static Eagain refusal(const RequestMapping& found) {
    if (found.hole()) return Eagain::hole;
    if (found.shared()) return Eagain::shared;
    return found.split() ? Eagain::split : Eagain::none;
  }

  // xfs_iomap_write_direct(): the blocks become unwritten ones.
  sim::Task<> allocate(sim::Thread& thread, Kiocb& kiocb) {
    thread.charge(costs().xfs_reserve);
    co_await log_.reserve(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::allocate);
    co_await thread.compute(fetch_map(thread) + grown(costs().xfs_allocate, costs().xfs_allocate_growth));
    allocated(kiocb);
    map_lock().up_write(sim::Context(thread));
  }

  const char* end_io_function() const override { return "xfs_dio_write_end_io"; }

  // xfs_iomap_write_unwritten().
  sim::Task<> end_io(Current& kworker, Kiocb& kiocb) override {
    sim::Thread& thread = kworker.thread;
    thread.charge(costs().xfs_reserve);
    co_await log_.reserve(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::convert);
    co_await thread.compute(fetch_map(thread) + grown(costs().xfs_convert, costs().xfs_convert_growth));
    converted(kiocb);
    map_lock().up_write(sim::Context(thread));
  }

  // A transaction under ILOCK exclusive.
  sim::Task<> update_times(sim::Thread& thread) override {
    co_await log_.reserve(thread);
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::timestamp);
    co_await thread.compute(costs().timestamp_transaction);
    map_lock().up_write(sim::Context(thread));
  }

  // xfs_iread_extents(), by the first who can wait for it.
  sim::Task<> read_extent_list(sim::Thread& thread) {
    co_await thread.compute(0);
    co_await lock_map(thread, MapLockUse::other);
    if (cold()) co_await thread.delay(costs().extent_read * static_cast<sim::SimTime>(map().extents()));
    warmed();
    map_lock().up_write(sim::Context(thread));
  }

  IoResult refused_by_ilock(sim::Thread& thread) const {
    thread.charge(costs().trylock_failed);
    return refused(thread, Eagain::ilock);
  }

  Journal log_;
};

const FileSystemRegistry::Registration kXfsFileRegistration(
    "xfs", "a file on XFS; a NOWAIT write is refused once a tick for its timestamp, and wherever it must allocate",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<XfsFile>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
