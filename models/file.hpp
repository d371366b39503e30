// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/current.hpp"
#include "models/file_counters.hpp"
#include "models/kiocb.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

class ExtentMap;
struct PageCounters;

// A file opened for direct I/O: its read and write entry. The same class serves the backing file of a loop device and a
// file on a file system above it.
class File {
 public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;

  // Starts `kiocb`. Returns queued if ki_complete() of its owner will be, or was, called; any other result is final and
  // the owner is not called. With kiocb.nowait it returns `again` rather than sleep, as far as the kernel keeps that
  // promise.
  virtual sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) = 0;

  // The end of a synchronous call, in the caller's context, once its I/O is done; it may sleep there.
  virtual sim::Task<> returns(Current&, Kiocb&) { return sim::Task<>::ready(); }

  // Reads or writes through the page cache; done when it returns.
  virtual sim::Task<IoResult> submit_buffered(Current&, Kiocb&) {
    return sim::Task<IoResult>::ready(IoResult::error());
  }

  // Continues an I/O that was put on a completion workqueue, in the kworker's context; it may sleep there.
  virtual sim::Task<> dio_work(Current&, Kiocb&) { return sim::Task<>::ready(); }
  // Afterwards.
  virtual void dio_work_done(Current&, Kiocb&) {}

  // vfs_fsync(): all that was written is on stable storage when it returns.
  virtual sim::Task<IoResult> fsync(Current&, Kiocb&) { return sim::Task<IoResult>::ready(IoResult::done()); }
  // vfs_fallocate(): punches a hole (discard) or makes the range read as zeros (write_zeroes). An
  // error where the file cannot.
  virtual sim::Task<IoResult> fallocate(Current&, Kiocb&) { return sim::Task<IoResult>::ready(IoResult::error()); }

  // Whether submitting is a system call of its own.
  virtual bool enters_kernel() const { return true; }
  virtual bool supports_nowait() const { return true; }
  virtual bool is_block_device() const { return false; }
  // nullptr for a file without a block mapping.
  virtual const ExtentMap* extent_map() const { return nullptr; }
  virtual const FileCounters* counters() const { return nullptr; }
  // Since the start.
  virtual LockHolds lock_holds() const { return {}; }
  // nullptr for a file that bypasses the page cache.
  virtual const PageCounters* page_counters() const { return nullptr; }
};

inline sim::Task<> Kiocb::work(Current& kworker) { return file->dio_work(kworker, *this); }
inline void Kiocb::work_done(Current& kworker) { file->dio_work_done(kworker, *this); }

}  // namespace loopsim::models
