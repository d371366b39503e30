// SPDX-License-Identifier: GPL-2.0
#include "models/block_softirq.hpp"

#include <utility>

#include <fmt/format.h>

#include "models/block_queue.hpp"

namespace loopsim::models {

BlockSoftirq::PerCpu::PerCpu(Kernel& owner, sim::Cpu& cpu)
    : kernel(owner),
      process(run_ksoftirqd()),
      ksoftirqd(kernel.processors(), fmt::format("ksoftirqd/{}", cpu.index()), cpu, sim::Thread::Affinity::bound) {
  ksoftirqd.set_hooks(this);
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
  while (Request* request = here.take()) raise(*request, hardirq);
}

sim::ThreadTimes BlockSoftirq::times() const {
  sim::ThreadTimes total;
  for (const PerCpu& here : per_cpu_) total += here.ksoftirqd.times();
  return total;
}

sim::SimTime BlockSoftirq::PerCpu::switched_in(sim::Thread&, sim::SimTime at) {
  first = pending.pop();
  begins = at;
  return first == nullptr ? 0 : kernel.costs().ksoftirqd_wake + kernel.costs().blk_complete;
}

Request* BlockSoftirq::PerCpu::take() {
  if (first == nullptr || kernel.now() >= begins) return pending.pop();
  ksoftirqd.forgo(kernel.costs().ksoftirqd_wake + kernel.costs().blk_complete);
  return std::exchange(first, nullptr);
}

void BlockSoftirq::PerCpu::tell_enters(sim::SimTime at) const {
  kernel.tell([&](Observer& observer) { observer.enters(ksoftirqd, "blk_done_softirq", first->bio->clock, at); });
}

sim::Process BlockSoftirq::PerCpu::run_ksoftirqd() {
  const sim::Context softirq = sim::Context::softirq_of(ksoftirqd);
  for (;;) {
    while (first == nullptr) co_await ksoftirqd.sleep();
    tell_enters(begins + kernel.costs().ksoftirqd_wake);
    for (;;) {
      first->queue.end_request(*first, softirq);
      kernel.tell([&](Observer& observer) { observer.leaves(ksoftirqd, kernel.local_now(softirq)); });
      first = pending.pop();
      if (first == nullptr) break;
      tell_enters(kernel.local_now(softirq));
      co_await ksoftirqd.compute(kernel.costs().blk_complete);
    }
    co_await ksoftirqd.cond_resched();
  }
}

}  // namespace loopsim::models
