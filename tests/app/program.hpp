// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace loopsim::app {

using Arguments = std::vector<std::string>;

// What the built program did with its arguments.
struct Outcome {
  int exit_code = 0;  // 128 + the signal that killed it, as a shell has it
  std::string output;
  std::string error;
};

// The built program at work on its arguments, in its own process.
class Program {
 public:
  explicit Program(Arguments arguments);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  pid_t pid() const { return pid_; }

  // Returns once the program has forked a child to simulate in. Throws std::runtime_error if that takes too long.
  void wait_for_child() const;

  Outcome wait();

 private:
  int output_ = -1;
  int error_ = -1;
  pid_t pid_ = -1;
};

Outcome run(const Arguments& arguments);

// Reads a file as it is.
std::string text_of(const std::filesystem::path& file);

}  // namespace loopsim::app
