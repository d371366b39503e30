// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <coroutine>
#include <cstdint>

#include "models/file_counters.hpp"
#include "models/kernel.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// co_await CountedWait{wait, kernel, thread, kernel.now(), thread.sleeps(), lock}: waits for `lock` and counts that in
// `wait`, from the instant and the sleeps given, in the frame of whoever waits. `lock` comes last, for the thread may
// sleep for it as soon as it is asked for.
struct [[nodiscard]] CountedWait {
  bool await_ready() const { return lock.await_ready(); }
  bool await_suspend(std::coroutine_handle<> awaiter) { return lock.await_suspend(awaiter); }
  void await_resume() {
    lock.await_resume();
    ++wait.requests;
    wait.time += kernel.now() - since;
    wait.sleeps += thread.sleeps() - sleeps;
  }

  LockWait& wait;
  const Kernel& kernel;
  const sim::Thread& thread;
  sim::SimTime since;
  std::uint64_t sleeps;
  sim::Task<> lock;
};

}  // namespace loopsim::models
