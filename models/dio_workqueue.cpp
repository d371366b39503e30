// SPDX-License-Identifier: GPL-2.0
#include "models/dio_workqueue.hpp"

#include <fmt/format.h>

#include "models/file.hpp"

namespace loopsim::models {

DioWorkqueue::Pool::Pool(Kernel& kernel, sim::Cpu& cpu)
    : kworker(kernel.processors(), fmt::format("kworker/{}:1", cpu.index()), cpu, sim::Thread::Affinity::bound),
      process(run(kernel, *this)) {
  kworker.park(process.handle());
}

DioWorkqueue::DioWorkqueue(Kernel& kernel) {
  for (sim::Cpu& cpu : kernel.processors().cpus()) pools_.emplace_back(kernel, cpu);
}

void DioWorkqueue::queue(Kiocb& kiocb, const sim::Context& context) {
  Pool& pool = pools_[static_cast<std::size_t>(context.cpu().index())];
  kiocb.next_work = nullptr;
  (pool.head == nullptr ? pool.head : pool.tail->next_work) = &kiocb;
  pool.tail = &kiocb;
  if (pool.kworker.sleeping()) pool.kworker.wake(context);
}

sim::Process DioWorkqueue::run(Kernel& kernel, Pool& pool) {
  for (;;) {
    while (pool.head == nullptr) co_await pool.kworker.sleep();
    co_await pool.kworker.compute(kernel.costs().dio_workqueue);
    Kiocb& kiocb = *pool.head;
    pool.head = kiocb.next_work;
    kiocb.file->dio_work(kiocb, sim::Context(pool.kworker));
    co_await pool.kworker.cond_resched();
  }
}

}  // namespace loopsim::models
