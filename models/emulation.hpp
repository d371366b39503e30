// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "models/file.hpp"
#include "models/kernel.hpp"
#include "models/loop_counters.hpp"
#include "models/policy.hpp"
#include "models/work_span.hpp"
#include "sim/gauge.hpp"
#include "sim/process.hpp"
#include "sim/spinlock.hpp"

namespace loopsim::models {

// The policies of the loop driver emulated by a program in user space, with real I/O on a file: the way they were
// measured on kernels that do not have them. The submitters' calls are io_submit() on the file, with NOWAIT where the
// policy attempts; one worker thread of the program submits what they queue. There is no loop device, no request and no
// tag; I/Os complete to their submitter, whoever submitted them.
class Emulation final : public File, public LoopView {
 public:
  Emulation(Kernel& kernel, File& file, std::unique_ptr<Policy> policy);

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override;
  sim::Task<> returns(Current& current, Kiocb& kiocb) override { return file_.returns(current, kiocb); }
  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override { return file_.fsync(current, kiocb); }
  sim::Task<IoResult> fallocate(Current& current, Kiocb& kiocb) override { return file_.fallocate(current, kiocb); }
  bool enters_kernel() const override { return false; }

  const LoopCounters& loop_counters() const { return counters_; }
  sim::Gauge& slow() { return slow_; }
  // The program's worker.
  sim::ThreadTimes worker_thread_times() const { return worker_.times(); }
  WorkTimes worker_times() const { return span_.until(kernel_.now()); }
  const sim::Spinlock& work_lock() const { return lock_; }

  bool backing_is_block_device() const override { return file_.is_block_device(); }
  std::int64_t blocking_writes() const override { return blocking_writes_; }
  sim::SimTime now() const override { return kernel_.now(); }
  std::int64_t queued() const override { return static_cast<std::int64_t>(list_.size()); }
  std::int64_t in_flight() const override { return queued(); }

 private:
  sim::Process run_worker();
  void tell_enters(const Current& current, const char* function, const Kiocb& kiocb) const;
  void tell_leaves(const Current& current) const;

  Kernel& kernel_;
  File& file_;
  std::unique_ptr<Policy> policy_;
  sim::Spinlock lock_;
  std::deque<Kiocb*> list_;
  std::int64_t blocking_writes_ = 0;
  sim::Gauge slow_;
  LoopCounters counters_;
  sim::Thread worker_;
  WorkSpan span_;
  Current worker_current_{worker_};
  sim::Process process_;
};

}  // namespace loopsim::models
