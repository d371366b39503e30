// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace loopsim::analysis {

// What a point leaves.
struct PointFiles {
  std::string summary_csv;
  std::string runs_csv;
  std::string resolved_yaml;
};

// The finished points of a sweep: a directory for each, named by its id. A directory that is there is whole and on the
// disk, whatever happened to the process or the machine; it is written under a temporary name, synced and renamed. What
// was damaged afterwards does not fit its seal, and the point counts as missing.
// Nothing is kept in memory, so processes may share a store. Throws std::system_error when the file system refuses.
class PointStore {
 public:
  // Creates the directory where it is missing.
  explicit PointStore(const std::filesystem::path& directory);

  // Whether the point is there with the summary that was put.
  bool has(std::string_view id) const;

  // Does nothing if another process has put the same point first.
  void put(std::string_view id, const PointFiles& files) const;

  // summary.csv of a point that is there.
  std::string summary(std::string_view id) const;

  // Removes what was not renamed. No other process may be putting points.
  void remove_unfinished() const;

 private:
  std::filesystem::path place_of(std::string_view id) const;

  std::filesystem::path points_;
  std::filesystem::path unfinished_;
};

}  // namespace loopsim::analysis
