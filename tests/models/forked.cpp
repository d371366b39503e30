// SPDX-License-Identifier: GPL-2.0
#include "tests/models/forked.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <system_error>

#include "models/run.hpp"
#include "sim/simgrid_engine.hpp"

namespace loopsim::models {
namespace {

std::string outcome_here(const std::function<void()>& body) {
  try {
    body();
    return "ok";
  } catch (const RunError& error) {
    return std::string("RunError: ") + error.what();
  } catch (const sim::Deadlock& error) {
    return std::string("Deadlock: ") + error.what();
  } catch (const std::exception& error) {
    return std::string("exception: ") + error.what();
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 512> chunk{};
  for (;;) {
    const ssize_t got = read(descriptor, chunk.data(), chunk.size());
    if (got <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string outcome_of(const std::function<void()>& body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    close(ends[0]);
    const std::string outcome = outcome_here(body);
    const bool written = write(ends[1], outcome.data(), outcome.size()) == static_cast<ssize_t>(outcome.size());
    // Without the parent's exit handlers.
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string outcome = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? outcome : "crashed";
}

}  // namespace loopsim::models
