// SPDX-License-Identifier: GPL-2.0
#include "analysis/progress.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "analysis/text_layout.hpp"

namespace loopsim::analysis {

std::string progress_text(const Progress& progress, double seconds) {
  const bool bounded = progress.total > 0;
  std::string text = bounded ? fmt::format("{}/{} {}", progress.done, progress.total, progress.what)
                             : fmt::format("{} {}", progress.done, progress.what);
  if (progress.done > progress.before && seconds > 0) {
    const double rate = static_cast<double>(progress.done - progress.before) / seconds;
    text += fmt::format(", {:.1f}/s", rate);
    if (bounded) {
      const std::chrono::seconds left(std::llround(static_cast<double>(progress.total - progress.done) / rate));
      text += fmt::format(", {:%H:%M:%S} left", left);
    }
  }
  if (progress.failed > 0) {
    text += fmt::format(", {} failed", progress.failed);
  }
  return text;
}

bool is_rewritable(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return ::isatty(::fileno(stream)) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

ProgressLine::ProgressLine(std::FILE* terminal) : terminal_(terminal), start_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
  write("");
  std::fputc('\r', terminal_);
  std::fflush(terminal_);
}

void ProgressLine::show(const Progress& progress) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  write(progress_text(progress, elapsed.count()));
}

void ProgressLine::write(const std::string& text) {
  fmt::print(terminal_, "\r{}", pad_right(text, kTextWidth));
  std::fflush(terminal_);
}

}  // namespace loopsim::analysis
