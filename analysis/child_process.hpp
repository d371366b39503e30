// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <sys/types.h>

#include <string>

#include "analysis/process_pool.hpp"

namespace loopsim::analysis {

// One forked child at work on one job, seen from the parent: a process to reap and a pipe that its result comes
// through. Destroying it kills the child if it is still there.
class ChildProcess {
 public:
  // Forks. Throws std::system_error when the system has no process or pipe to give.
  explicit ChildProcess(const Job& job);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  // To poll for input.
  int pipe() const { return pipe_; }

  // Takes what the pipe holds. True once the child has closed its end, which it does by exiting.
  bool read_some();

  // The result of the job, after read_some() returned true. Throws JobError if there is none.
  std::string finish();

 private:
  void swap(ChildProcess& other) noexcept;

  std::string name_;
  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string message_;
};

}  // namespace loopsim::analysis
