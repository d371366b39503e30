// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <csignal>

namespace loopsim::analysis {

// SIGINT and SIGTERM as something to poll instead of something that strikes: while it lives, the two are blocked and
// can be read from a file descriptor. A signal that the program was started with ignored stays ignored.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  // To poll for input; readable when a signal has come.
  int descriptor() const { return descriptor_; }

  // Takes the signal that made the descriptor readable, so that it does not strike when the watch ends. Nor do those
  // that follow until then: `timeout` and terminals may send one twice.
  void take();

 private:
  void drain() const;

  sigset_t previous_{};
  int descriptor_ = -1;
  bool taken_ = false;
};

}  // namespace loopsim::analysis
