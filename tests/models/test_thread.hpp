// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>

#include "models/kernel.hpp"
#include "sim/event.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

// A thread that runs a test's own coroutine, so that a test can call what the kernel calls in process context. It
// starts at the instant of its construction, on `cpu`.
class TestThread {
 public:
  using Body = std::function<sim::Task<>(sim::Thread&)>;

  TestThread(Kernel& kernel, int cpu, Body body);

  bool done() const { return done_; }
  sim::Thread& thread() { return thread_; }

 private:
  static sim::Process run(TestThread& self);

  sim::Thread thread_;
  Body body_;
  bool done_ = false;
  sim::Process process_;
};

// Calls a function in interrupt context on a CPU at an instant.
class TestInterrupt {
 public:
  using Handler = std::function<void(const sim::Context&)>;

  TestInterrupt(Kernel& kernel, sim::SimTime at, int cpu, Handler handler);

 private:
  void fire() { handler_(sim::Context(cpu_, sim::Context::Kind::hardirq)); }

  sim::Cpu& cpu_;
  Handler handler_;
  sim::MemberEvent<TestInterrupt, &TestInterrupt::fire> event_{*this};
};

}  // namespace loopsim::models
