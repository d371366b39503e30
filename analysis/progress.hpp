// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace loopsim::analysis {

// How far some work has come.
struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;  // 0 where nobody knows
  const char* what = "runs";
  std::size_t before = 0;  // done already when the work began, so no part of its rate
  std::size_t failed = 0;
};

// `done` of `total` with rate and estimated time to the end, after `seconds` of work.
std::string progress_text(const Progress& progress, double seconds);

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

  void show(const Progress& progress);

 private:
  void write(const std::string& text);

  std::FILE* terminal_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace loopsim::analysis
