// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"
#include "models/timestamps.hpp"
#include "sim/rw_semaphore.hpp"

namespace loopsim::models {
namespace {

// A file on ext4, direct I/O, aligned, inside the file, written mapping: i_rwsem shared for the submission call. A
// timestamp update is a journal handle in the caller's context. Kernels before 7.0 start it even under NOWAIT; later
// ones refuse.
class Ext4File final : public DirectFile {
 public:
  Ext4File(Kernel& kernel, const FileParameters& parameters)
      : DirectFile(kernel, parameters),
        i_rwsem_(kernel.processors(), kernel.rwsem_costs()),
        timestamps_(kernel.tick()) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    sim::Thread& thread = current.thread;
    fetch_inode(thread, kiocb.op == Op::write ? kSharedLinesWrite : kSharedLinesRead);
    if (kiocb.nowait) {
      if (!i_rwsem_.try_down_read()) co_return refused(thread, Eagain::iolock);
    } else {
      co_await i_rwsem_.down_read(thread);
    }
    const sim::ReadLock i_rwsem(i_rwsem_, thread);
    const Costs& costs = kernel().costs();
    if (kiocb.op == Op::write && timestamps_.modification_due(kernel().now())) {
      if (kiocb.nowait && refuses_timestamp_updates()) co_return refused(thread, Eagain::timestamp);
      co_await thread.compute(costs.timestamp_transaction);
      timestamps_.modified(kernel().now());
    }
    if (kiocb.op == Op::read && timestamps_.access_due(kernel().now())) {
      co_await thread.compute(costs.timestamp_transaction);
      timestamps_.accessed(kernel().now());
    }
    thread.charge(costs.ext4_dio_submit);
    co_return co_await submit_mapped(current, kiocb);
  }

 private:
  // i_rwsem, i_dio_count and the extent-status lock, each taken and given back; a write looks its blocks up twice, the
  // first time to learn whether it overwrites.
  static constexpr int kSharedLinesRead = 6;
  static constexpr int kSharedLinesWrite = 8;

  bool completes_inline(const Kiocb& kiocb) const override { return iomap_completes_inline(kernel(), kiocb); }
  bool refuses_timestamp_updates() const { return kernel().version() >= KernelVersion{7, 0}; }

  IoResult refused(sim::Thread& thread, Eagain reason) const {
    thread.charge(kernel().costs().refused_attempt);
    return IoResult::again(reason);
  }

  sim::RwSemaphore i_rwsem_;
  Timestamps timestamps_;
};

const FileSystemRegistry::Registration kExt4FileRegistration(
    "ext4", "a file on ext4; a due timestamp is a journal handle in the caller's context",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<Ext4File>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
