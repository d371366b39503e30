// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace loopsim::analysis {

// `done` of `total` with rate and estimated time to the end, after `seconds` of work.
std::string progress_text(std::size_t done, std::size_t total, double seconds);

// True if the stream is a terminal on which a line can be rewritten.
bool is_rewritable(std::FILE* stream);

// One line on a terminal that follows the work and is wiped when it ends. It uses carriage returns and blanks only: no
// colour that NO_COLOR would have to switch off, no escape sequence.
class ProgressLine {
 public:
  explicit ProgressLine(std::FILE* terminal);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void show(std::size_t done, std::size_t total);

 private:
  void write(const std::string& text);

  std::FILE* terminal_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace loopsim::analysis
