// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace loopsim::analysis {

// Text on its way to a file, a megabyte at a time: memory does not grow with what is written.
class BufferedFile {
 public:
  // `file` stays open, and must outlive this.
  explicit BufferedFile(std::FILE* file) : file_(file) {}
  BufferedFile(const BufferedFile&) = delete;
  BufferedFile& operator=(const BufferedFile&) = delete;

  template <typename... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(fmt::appender(buffer_), format, std::forward<Args>(args)...);
    if (buffer_.size() >= kChunk) flush();
  }
  // Throws std::system_error if the file does not take it.
  void flush();

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 20;

  std::FILE* file_;
  fmt::memory_buffer buffer_;
};

}  // namespace loopsim::analysis
