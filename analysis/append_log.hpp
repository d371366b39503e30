// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>

namespace loopsim::analysis {

// A file that grows by whole lines and belongs to one process while it is open. Its lock goes with the process, however
// that ends, and is no child's.
class AppendLog {
 public:
  // `owner` says in the error who may have it open, such as "another sweep". A line that was torn at the end is ended.
  // Throws std::runtime_error if another process has it open, and std::system_error as append() does when the file
  // system refuses.
  AppendLog(const std::filesystem::path& file, const std::string& owner);
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;
  ~AppendLog();

  // One write, so that a line is torn by a full disk or a power cut only.
  void append(std::string line);

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace loopsim::analysis
