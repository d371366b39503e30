// SPDX-License-Identifier: GPL-2.0
#include "tests/sim/in_child.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace loopsim::sim {
namespace {

constexpr char kReturned = 'r';
constexpr char kThrew = 't';

void write_all(int pipe, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = write(pipe, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
}

std::string read_all(int pipe) {
  std::string bytes;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = read(pipe, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

[[noreturn]] void work(int pipe, const std::function<std::string()>& body) {
  // A child must not outlive a test that was killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::string answer;
  try {
    answer = kReturned + body();
  } catch (const std::exception& error) {
    answer = kThrew + std::string(error.what());
  }
  write_all(pipe, answer);
  std::fflush(nullptr);
  _exit(0);
}

}  // namespace

std::string bytes_from_child(const std::function<std::string()>& body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    close(ends[0]);
    work(ends[1], body);
  }
  close(ends[1]);
  const std::string answer = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (answer.empty() || status != 0) throw std::runtime_error("the child died, status " + std::to_string(status));
  if (answer.front() == kThrew) throw std::runtime_error(answer.substr(1));
  return answer.substr(1);
}

}  // namespace loopsim::sim
