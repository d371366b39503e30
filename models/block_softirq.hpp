// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/kernel.hpp"
#include "models/request.hpp"
#include "sim/fixed_array.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// BLOCK_SOFTIRQ: completes requests on the CPU where it was raised. Raised in an interrupt it runs at the interrupt's
// exit. Raised in process context it needs ksoftirqd, unless an interrupt happens to end on that CPU first.
class BlockSoftirq {
 public:
  explicit BlockSoftirq(Kernel& kernel);

  // Completes `request` (Request::end) on the CPU of `context`.
  void raise(Request& request, const sim::Context& context);
  // Interrupts the CPU that submitted `request` and completes it there.
  void raise_remote(Request& request);
  // Of the ksoftirqd threads.
  sim::ThreadTimes times() const;
  // At the end of an interrupt handler: runs what is pending on that CPU.
  void irq_exit(const sim::Context& hardirq);

 private:
  struct PerCpu final : sim::SwitchHooks {
    PerCpu(Kernel& owner, sim::Cpu& cpu);
    // ksoftirqd will complete the first of what is pending.
    sim::SimTime switched_in(sim::Thread& thread, sim::SimTime at) override;
    // For an interrupt: the next that ksoftirqd has not begun with.
    Request* take();
    sim::Process run_ksoftirqd();
    void tell_enters(sim::SimTime at) const;

    Kernel& kernel;
    RequestList pending;
    Request* first = nullptr;    // ksoftirqd's
    sim::SimTime begins = 0;     // ksoftirqd, with the first
    sim::SimTime ipi_taken = 0;  // requests that other CPUs hand over until then need no interrupt of their own
    sim::Process process;
    sim::Thread ksoftirqd;
  };
  void tell_handles(const sim::Cpu& cpu, const char* handler, const Request& request) const;
  PerCpu& local(const sim::Cpu& cpu) { return per_cpu_[static_cast<std::size_t>(cpu.index())]; }

  Kernel& kernel_;
  sim::FixedArray<PerCpu> per_cpu_;
};

}  // namespace loopsim::models
