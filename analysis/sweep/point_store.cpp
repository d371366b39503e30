// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/point_store.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "analysis/sweep/durable_file.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// A directory that goes with the scope, unless it was renamed away.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Renames a directory. False if there is one in its place already.
bool move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error == std::errc::directory_not_empty || error == std::errc::file_exists) {
    return false;
  }
  if (error) {
    throw std::system_error(error, fmt::format("cannot write {}", to.string()));
  }
  return true;
}

// Length and FNV-1a hash of a point's summary.
std::string seal_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001B3U;
  }
  return fmt::format("{} {:016x}\n", text.size(), hash);
}

// What a file holds; nothing where there is none.
std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

PointStore::PointStore(const fs::path& directory)
    : points_(directory / "points"), unfinished_(directory / ".unfinished") {
  fs::create_directories(points_);
}

bool PointStore::has(std::string_view id) const {
  const fs::path place = place_of(id);
  return fs::exists(place) && contents(place / "seal") == seal_of(contents(place / "summary.csv"));
}

void PointStore::put(std::string_view id, const PointFiles& files) const {
  const Scratch scratch(unfinished_ / fmt::format("{}.{}", id, ::getpid()));
  write_synced(scratch.path() / "summary.csv", files.summary_csv);
  write_synced(scratch.path() / "seal", seal_of(files.summary_csv));
  write_synced(scratch.path() / "runs.csv", files.runs_csv);
  write_synced(scratch.path() / "resolved.yaml", files.resolved_yaml);
  sync_path(scratch.path());
  const fs::path place = place_of(id);
  if (fs::exists(place) && !has(id)) {
    fs::remove_all(place);
  }
  if (fs::create_directories(place.parent_path())) {
    sync_path(points_);
  }
  if (move_into_place(scratch.path(), place)) {
    sync_path(place.parent_path());
  }
}

std::string PointStore::summary(std::string_view id) const {
  const fs::path file = place_of(id) / "summary.csv";
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw std::system_error(errno, std::generic_category(), fmt::format("cannot read {}", file.string()));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

void PointStore::remove_unfinished() const {
  std::error_code ignored;
  fs::remove_all(unfinished_, ignored);
}

// A million names are more than one directory carries well.
fs::path PointStore::place_of(std::string_view id) const { return points_ / id.substr(0, 2) / id; }

}  // namespace loopsim::analysis
