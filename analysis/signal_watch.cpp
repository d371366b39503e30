// SPDX-License-Identifier: GPL-2.0
#include "analysis/signal_watch.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace loopsim::analysis {
namespace {

bool is_ignored(int signal) {
  struct sigaction action{};
  ::sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatch::SignalWatch() {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!is_ignored(signal)) {  // the kernel would queue it here all the same
      sigaddset(&watched, signal);
    }
  }
  ::sigprocmask(SIG_BLOCK, &watched, &previous_);
  descriptor_ = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor_ < 0) {
    const int error = errno;
    ::sigprocmask(SIG_SETMASK, &previous_, nullptr);
    throw std::system_error(error, std::generic_category(), "cannot watch for signals");
  }
}

SignalWatch::~SignalWatch() {
  if (taken_) {
    drain();
  }
  ::close(descriptor_);
  ::sigprocmask(SIG_SETMASK, &previous_, nullptr);
}

void SignalWatch::take() {
  drain();
  taken_ = true;
}

void SignalWatch::drain() const {
  signalfd_siginfo info{};
  while (::read(descriptor_, &info, sizeof info) > 0) {
  }
}

}  // namespace loopsim::analysis
