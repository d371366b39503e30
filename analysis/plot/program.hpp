// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace loopsim::analysis {

// How a program of the system ended.
struct ProgramOutcome {
  bool found = false;  // in PATH
  int exit_code = 0;   // 128 + the signal that killed it
  std::string error;   // what it printed on standard error
};

// Runs a program with its arguments, the name first, in a directory; it reads nothing and its output is thrown away.
// Ends with this process, whatever ends that. Throws std::system_error when the system gives no process or pipe.
ProgramOutcome run_program(const std::vector<std::string>& arguments, const std::filesystem::path& directory);

}  // namespace loopsim::analysis
