// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/program.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace loopsim::analysis {
namespace {

constexpr int kNotFound = 127;

[[noreturn]] void execute(std::vector<std::string> arguments, const std::filesystem::path& directory, int error_pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  ::dup2(error_pipe, STDERR_FILENO);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);
  if (::chdir(directory.c_str()) == 0) {
    ::execvp(argv.front(), argv.data());
  }
  ::_exit(kNotFound);
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = ::read(descriptor, buffer.data(), buffer.size())) != 0) {
    if (count < 0 && errno != EINTR) {
      break;
    }
    text.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return text;
}

}  // namespace

ProgramOutcome run_program(const std::vector<std::string>& arguments, const std::filesystem::path& directory) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot create a pipe");
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    execute(arguments, directory, ends[1]);
  }
  const int fork_error = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    throw std::system_error(fork_error, std::generic_category(), "cannot start a process");
  }
  ProgramOutcome outcome;
  outcome.error = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  outcome.found = outcome.exit_code != kNotFound;
  return outcome;
}

}  // namespace loopsim::analysis
