// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/buffered_file.hpp"

#include <cerrno>
#include <system_error>

namespace loopsim::analysis {

void BufferedFile::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size() || std::fflush(file_) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write the trace");
  }
  buffer_.clear();
}

}  // namespace loopsim::analysis
