// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <memory>

#include "models/config.hpp"
#include "models/observer.hpp"
#include "sim/event_core.hpp"
#include "sim/processors.hpp"
#include "sim/rw_semaphore.hpp"

namespace loopsim::models {

class BlockSoftirq;
class DioWorkqueue;
class Kblockd;
class WorkerPool;

// One running kernel on one machine: the clock, the processors, what things cost on them, and the parts of the kernel
// that every driver and file system shares.
class Kernel {
 public:
  Kernel(sim::EventCore& core, const MachineSpec& machine, KernelVersion version);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  // Ends all kernel threads wherever they are: while the files whose locks they may hold are there.
  void end_threads();

  sim::EventCore& core() { return core_; }
  sim::SimTime now() const { return core_.now(); }
  sim::Processors& processors() { return processors_; }
  const Costs& costs() const { return costs_; }
  KernelVersion version() const { return version_; }
  sim::SimTime tick() const { return tick_; }
  sim::RwSemaphoreCosts rwsem_costs() const;

  // Since 6.19 a direct overwrite may complete in the interrupt; before, every direct write took the completion
  // workqueue.
  bool completes_overwrites_inline() const { return version_ >= KernelVersion{6, 19}; }

  // Since 6.6 the kworkers of an unbound workqueue belong to a cache domain (pod) and are woken in that of whoever
  // queues the work, if nobody asked for another affinity; before, they belonged to a NUMA node.
  bool has_workqueue_pods() const {
    return version_ >= KernelVersion{6, 6} && workqueue_affinity_ == WorkqueueAffinity::cache;
  }

  BlockSoftirq& block_softirq() { return *block_softirq_; }
  DioWorkqueue& dio_workqueue() { return *dio_workqueue_; }
  Kblockd& kblockd() { return *kblockd_; }
  WorkerPool& unbound_pool() { return *unbound_pool_; }

  // `observer` is told of what happens from now on.
  void observe(Observer& observer) {
    observer_ = &observer;
    processors_.observe(observer);
  }
  // nullptr while nobody watches.
  Observer* observer() const { return observer_; }
  // Tells the observer, if there is one.
  template <typename What>
  void tell(What&& what) const {
    if (observer_ != nullptr) [[unlikely]]
      what(*observer_);
  }

  // The time of whoever executes: ahead of the clock by what it was charged and has not lived through.
  sim::SimTime local_now(const sim::Context& context) const { return core_.now() + context.pending(); }

 private:
  sim::EventCore& core_;
  Costs costs_;
  KernelVersion version_;
  WorkqueueAffinity workqueue_affinity_;
  sim::SimTime tick_;
  sim::Processors processors_;
  Observer* observer_ = nullptr;
  std::unique_ptr<BlockSoftirq> block_softirq_;
  std::unique_ptr<DioWorkqueue> dio_workqueue_;
  std::unique_ptr<Kblockd> kblockd_;
  std::unique_ptr<WorkerPool> unbound_pool_;
};

}  // namespace loopsim::models
