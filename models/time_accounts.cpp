// SPDX-License-Identifier: GPL-2.0
#include "models/time_accounts.hpp"

#include "models/block_softirq.hpp"
#include "models/dio_workqueue.hpp"
#include "models/kblockd.hpp"
#include "models/system.hpp"
#include "models/worker_pool.hpp"

namespace loopsim::models {

TimeAccounts::TimeAccounts(System& system) {
  Kernel& kernel = system.kernel();
  for (const sim::Cpu& cpu : kernel.processors().cpus()) cpu_busy_.push_back(cpu.busy());
  for (const FioJob& job : system.jobs()) threads_of(ThreadKind::job) += job.times();
  for (const FioJob& job : system.beside_jobs()) threads_of(ThreadKind::job) += job.times();
  threads_of(ThreadKind::kworker) = kernel.unbound_pool().times();
  threads_of(ThreadKind::kworker) += kernel.kblockd().times();
  threads_of(ThreadKind::completion) = kernel.dio_workqueue().times();
  threads_of(ThreadKind::completion) += kernel.block_softirq().times();
  pool_lock_ = kernel.unbound_pool().lock().held();
  if (system.backing() != nullptr) file_locks_ = system.backing()->lock_holds();
  if (const LoopDevice* loop = system.loop(); loop != nullptr) {
    worker_ = loop->worker_times();
    work_lock_ = loop->work_lock().held();
  } else if (const Emulation* emulation = system.emulation(); emulation != nullptr) {
    threads_of(ThreadKind::kworker) += emulation->worker_thread_times();
    worker_ = emulation->worker_times();
    work_lock_ = emulation->work_lock().held();
  }
}

void TimeAccounts::fill(RunResult& result, const TimeAccounts& from) const {
  for (std::size_t cpu = 0; cpu < cpu_busy_.size(); ++cpu) {
    result.cpu_busy_each.push_back(cpu_busy_[cpu] - from.cpu_busy_[cpu]);
  }
  for (std::size_t kind = 0; kind < kThreadKinds; ++kind) {
    const sim::ThreadTimes passed = threads_[kind] - from.threads_[kind];
    result.thread_cpu[kind] = passed.cpu;
    result.thread_cpu_wait[kind] = passed.cpu_wait;
  }
  const WorkTimes worker = worker_ - from.worker_;
  result.worker_active = worker.active;
  result.worker_cpu_wait = worker.cpu_wait;
  result.worker_asleep = worker.asleep;
  result.map_lock_held = file_locks_.map - from.file_locks_.map;
  result.inode_lock_held = file_locks_.inode - from.file_locks_.inode;
  result.work_lock_held = work_lock_ - from.work_lock_;
  result.pool_lock_held = pool_lock_ - from.pool_lock_;
}

}  // namespace loopsim::models
