// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/current.hpp"
#include "models/kiocb.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

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

  // Continues an I/O that was put on a completion workqueue, in the kworker's context.
  virtual void dio_work(Kiocb& kiocb, const sim::Context& context) = 0;

  virtual bool supports_nowait() const { return true; }
  virtual bool is_block_device() const { return false; }
};

}  // namespace loopsim::models
