// SPDX-License-Identifier: GPL-2.0
#include "tests/app/program.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

namespace loopsim::app {
namespace {

std::string take_text(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (::pread(fd, text.data(), text.size(), 0) != size) {
    throw std::runtime_error("cannot read what the program printed");
  }
  return text;
}

int shell_code(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

[[noreturn]] void execute(Arguments arguments) {
  arguments.insert(arguments.begin(), "loopsim");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);
  ::execv(LOOPSIM_PROGRAM, argv.data());
  ::_exit(127);
}

}  // namespace

Program::Program(Arguments arguments)
    : output_(::memfd_create("stdout", MFD_CLOEXEC)), error_(::memfd_create("stderr", MFD_CLOEXEC)), pid_(::fork()) {
  if (pid_ == 0) {
    ::dup2(output_, STDOUT_FILENO);
    ::dup2(error_, STDERR_FILENO);
    execute(std::move(arguments));
  }
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(output_);
  ::close(error_);
}

void Program::wait_for_child() const {
  const std::string id = std::to_string(pid_);
  const std::filesystem::path children = "/proc/" + id + "/task/" + id + "/children";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (text_of(children).empty()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the program starts no simulation");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Outcome Program::wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return {shell_code(status), take_text(output_), take_text(error_)};
}

Outcome run(const Arguments& arguments) { return Program(arguments).wait(); }

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw std::runtime_error("cannot read " + file.string());
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace loopsim::app
