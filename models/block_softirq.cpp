// SPDX-License-Identifier: GPL-2.0
#include "models/block_softirq.hpp"

#include <utility>

#include <fmt/format.h>

#include "models/block_queue.hpp"

namespace loopsim::models {

BlockSoftirq::PerCpu::PerCpu(Kernel& kernel, sim::Cpu& cpu)
    : process(run_ksoftirqd(kernel, *this)),
      ksoftirqd(kernel.processors(), fmt::format("ksoftirqd/{}", cpu.index()), cpu, sim::Thread::Affinity::bound) {
  ksoftirqd.park(process.handle());
}

BlockSoftirq::BlockSoftirq(Kernel& kernel)
    : kernel_(kernel), per_cpu_(static_cast<std::size_t>(kernel.processors().size())) {
  for (sim::Cpu& cpu : kernel.processors().cpus()) per_cpu_.emplace_back(kernel, cpu);
}

void BlockSoftirq::tell_handles(const sim::Cpu& cpu, const char* handler, const Request& request) const {
  kernel_.tell([&](Observer& observer) { observer.handles(cpu, handler, request.bio->clock); });
}

void BlockSoftirq::raise(Request& request, const sim::Context& context) {
  if (context.thread() == nullptr) {
    request.softirq_cpu = &context.cpu();
    tell_handles(context.cpu(), "blk_done_softirq", request);
    context.cpu().interrupt(kernel_.costs().blk_complete, request.softirq_event);
    return;
  }
  PerCpu& here = local(context.cpu());
  here.pending.push(request);
  if (here.ksoftirqd.sleeping()) here.ksoftirqd.wake(context);
}

void BlockSoftirq::raise_remote(Request& request) {
  request.softirq_cpu = request.submit_cpu;
  tell_handles(*request.submit_cpu, "IPI, blk_done_softirq", request);
  // blk_mq_complete_send_ipi(): only who finds the list empty interrupts.
  const Costs& costs = kernel_.costs();
  PerCpu& there = local(*request.submit_cpu);
  const bool interrupts = kernel_.now() >= there.ipi_taken;
  request.submit_cpu->interrupt(costs.blk_complete + (interrupts ? costs.ipi : 0), request.softirq_event);
  if (interrupts) there.ipi_taken = request.submit_cpu->interrupt_until() - costs.blk_complete;
}

void BlockSoftirq::irq_exit(const sim::Context& hardirq) {
  PerCpu& here = local(hardirq.cpu());
  while (Request* request = here.pending.pop()) raise(*request, hardirq);
}

sim::ThreadTimes BlockSoftirq::times() const {
  sim::ThreadTimes total;
  for (const PerCpu& here : per_cpu_) total += here.ksoftirqd.times();
  return total;
}

sim::Process BlockSoftirq::run_ksoftirqd(Kernel& kernel, PerCpu& local) {
  sim::Thread& thread = local.ksoftirqd;
  for (;;) {
    while (local.pending.empty()) co_await thread.sleep();
    thread.charge(kernel.costs().ksoftirqd_wake);
    while (Request* request = local.pending.pop()) {
      kernel.tell([&](Observer& observer) {
        observer.enters(thread, "blk_done_softirq", request->bio->clock, kernel.local_now(sim::Context(thread)));
      });
      co_await thread.compute(kernel.costs().blk_complete);
      request->queue.end_request(*request, sim::Context::softirq_of(thread));
      kernel.tell([&](Observer& observer) { observer.leaves(thread, kernel.local_now(sim::Context(thread))); });
    }
    co_await thread.cond_resched();
  }
}

}  // namespace loopsim::models
