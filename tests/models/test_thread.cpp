// SPDX-License-Identifier: GPL-2.0
#include "tests/models/test_thread.hpp"

#include <utility>

namespace loopsim::models {

TestThread::TestThread(Kernel& kernel, int cpu, Body body)
    : thread_(kernel.processors(), "test", kernel.processors().cpu(cpu), sim::Thread::Affinity::unbound),
      body_(std::move(body)),
      process_(run(*this)) {
  thread_.launch(process_.handle());
}

sim::Process TestThread::run(TestThread& self) {
  co_await self.body_(self.thread_);
  self.done_ = true;
  self.thread_.exit();
}

TestInterrupt::TestInterrupt(Kernel& kernel, sim::SimTime at, int cpu, Handler handler)
    : cpu_(kernel.processors().cpu(cpu)), handler_(std::move(handler)) {
  kernel.core().schedule(event_, at);
}

}  // namespace loopsim::models
