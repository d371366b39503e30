// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace loopsim::analysis {

// A file that comes into its place whole and on the disk, or not at all: it is written under a temporary name beside
// its place, synced and renamed. Gone without a trace unless commit() was called. Everything throws std::system_error
// with the file's name when the file system refuses.
class DurableFile {
 public:
  // Removes the temporary file that a killed process may have left for the same place.
  explicit DurableFile(std::filesystem::path place);
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  ~DurableFile();

  void append(std::string_view text);
  void commit();

 private:
  void flush();

  std::filesystem::path place_;
  std::filesystem::path temporary_;
  std::string buffer_;
  int descriptor_ = -1;
};

// Puts what is known of a directory (names in it) or a file (its content) on the disk.
void sync_path(const std::filesystem::path& path);

// Writes a file and syncs it, in the place that it is given; for directories that are renamed as a whole.
void write_synced(const std::filesystem::path& file, std::string_view content);

}  // namespace loopsim::analysis
