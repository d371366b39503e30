// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"
#include "models/timestamps.hpp"
#include "sim/rw_semaphore.hpp"

namespace loopsim::models {
namespace {

// A file on XFS, direct I/O, aligned and inside the file. IOLOCK is held shared for the whole submission call; ILOCK
// shared for the extent lookup and exclusive for transactions. What is here is the written mapping: the only thing that
// refuses a NOWAIT write is a due timestamp, or ILOCK while another task's timestamp transaction holds it.
class XfsFile final : public DirectFile {
 public:
  XfsFile(Kernel& kernel, const FileParameters& parameters)
      : DirectFile(kernel, parameters),
        iolock_(kernel.processors(), kernel.rwsem_costs()),
        ilock_(kernel.processors(), kernel.rwsem_costs()),
        timestamps_(kernel.tick()) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    fetch_inode(thread, kSharedLines);
    if (kiocb.op == Op::read && timestamps_.access_due(kernel().now())) {
      // Blocking even under NOWAIT, and before any file lock.
      co_await update_times(thread);
      timestamps_.accessed(kernel().now());
    }
    if (kiocb.nowait) {
      if (!iolock_.try_down_read()) co_return refused(thread, Eagain::iolock);
    } else {
      co_await iolock_.down_read(thread);
    }
    const sim::ReadLock iolock(iolock_, thread);
    const Costs& costs = kernel().costs();
    if (kiocb.op == Op::write && timestamps_.modification_due(kernel().now())) {
      if (kiocb.nowait) co_return refused(thread, Eagain::timestamp);
      co_await update_times(thread);
      timestamps_.modified(kernel().now());
    }
    if (kiocb.nowait) {
      if (!ilock_.try_read_section(costs.extent_lookup)) {
        thread.charge(costs.trylock_failed);
        co_return refused(thread, Eagain::ilock);
      }
    } else {
      co_await ilock_.read_section(thread, costs.extent_lookup);
    }
    thread.charge(costs.xfs_dio_submit);
    co_return co_await submit_mapped(current, kiocb);
  }

 private:
  // IOLOCK, i_dio_count and ILOCK, each taken and given back.
  static constexpr int kSharedLines = 6;

  bool completes_inline(const Kiocb& kiocb) const override { return iomap_completes_inline(kernel(), kiocb); }

  // A transaction under ILOCK exclusive.
  sim::Task<> update_times(sim::Thread& thread) {
    co_await thread.compute(0);
    co_await ilock_.down_write(thread);
    co_await thread.compute(kernel().costs().timestamp_transaction);
    ilock_.up_write(sim::Context(thread));
  }

  IoResult refused(sim::Thread& thread, Eagain reason) const {
    thread.charge(kernel().costs().refused_attempt);
    return IoResult::again(reason);
  }

  sim::RwSemaphore iolock_;
  sim::RwSemaphore ilock_;
  Timestamps timestamps_;
};

const FileSystemRegistry::Registration kXfsFileRegistration(
    "xfs", "a file on XFS; a NOWAIT write is refused once a tick for its timestamp",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<XfsFile>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
