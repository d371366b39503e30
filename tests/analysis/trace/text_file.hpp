// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdio>
#include <string>

namespace loopsim::analysis {

// Takes what a trace writes, for a test to read.
class TextFile {
 public:
  TextFile() : file_(std::tmpfile()) {}
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() { std::fclose(file_); }

  std::FILE* file() const { return file_; }
  std::string text() const {
    std::string text(static_cast<std::size_t>(std::ftell(file_)), '\0');
    if (std::fseek(file_, 0, SEEK_SET) != 0) {
      return {};
    }
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    return text;
  }

 private:
  std::FILE* file_;
};

}  // namespace loopsim::analysis
