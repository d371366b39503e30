// SPDX-License-Identifier: GPL-2.0
#include "analysis/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>
#include <system_error>
#include <utility>

namespace loopsim::analysis {
namespace {

// The first byte of a message says what the rest is.
constexpr char kResult = 'R';
constexpr char kException = 'E';

[[noreturn]] void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return true;
}

std::string message_of(const Job& job) {
  try {
    return kResult + job.work();
  } catch (const std::exception& error) {
    return kException + std::string(error.what());
  } catch (...) {
    return kException + std::string("unknown exception");
  }
}

// The child inherits its parent's signal mask and so leaves SIGINT from a terminal to the parent. It leaves by _exit
// because the parent's buffers and exit handlers are not its own.
[[noreturn]] void run_child(const Job& job, int fd, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(EXIT_FAILURE);
  }
  const std::string message = message_of(job);
  const bool sent = write_all(fd, message);
  ::_exit(sent && message.front() == kResult ? EXIT_SUCCESS : EXIT_FAILURE);
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

ChildProcess::ChildProcess(const Job& job) : name_(job.name) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw_errno("cannot create a pipe");
  }
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    run_child(job, ends[1], parent);
  }
  const int fork_error = errno;
  ::close(ends[1]);
  if (pid_ < 0) {
    ::close(ends[0]);
    errno = fork_error;
    throw_errno("cannot start a process");
  }
  pipe_ = ends[0];
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { swap(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  swap(other);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait_for(pid_);
  }
  if (pipe_ >= 0) {
    ::close(pipe_);
  }
}

bool ChildProcess::read_some() {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(pipe_, buffer.data(), buffer.size());
  if (count < 0) {
    if (errno == EINTR) {
      return false;
    }
    throw_errno("cannot read from a child process");
  }
  message_.append(buffer.data(), static_cast<std::size_t>(count));
  return count == 0;
}

std::string ChildProcess::finish() {
  const int status = wait_for(std::exchange(pid_, -1));
  const char kind = message_.empty() ? '\0' : message_.front();
  if (WIFSIGNALED(status)) {
    throw JobError(name_, "killed by " + signal_name(WTERMSIG(status)), WTERMSIG(status));
  }
  const bool success = WEXITSTATUS(status) == EXIT_SUCCESS;
  if (!success && kind == kException) {
    throw JobError(name_, message_.substr(1));
  }
  if (!success || kind != kResult) {
    throw JobError(name_, "exited with code " + std::to_string(WEXITSTATUS(status)) + " and without a result");
  }
  return message_.substr(1);
}

void ChildProcess::swap(ChildProcess& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(pid_, other.pid_);
  std::swap(pipe_, other.pipe_);
  std::swap(message_, other.message_);
}

}  // namespace loopsim::analysis
