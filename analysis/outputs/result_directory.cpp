// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/result_directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

struct FileRow {
  std::string_view name;
  std::string ResultFiles::* content;
};

constexpr std::array kFiles = {
    FileRow{"runs.csv", &ResultFiles::runs_csv},
    FileRow{"summary.csv", &ResultFiles::summary_csv},
    FileRow{"timeseries.csv", &ResultFiles::timeseries_csv},
    FileRow{"summary.json", &ResultFiles::summary_json},
    FileRow{"resolved.yaml", &ResultFiles::resolved_yaml},
    FileRow{"jobs.csv", &ResultFiles::jobs_csv},
};

// A directory beside the results that is gone when its owner is, unless it was renamed away.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(const fs::path& beside) {
    int attempt = 0;
    do {
      path_ = beside.parent_path() / fmt::format(".{}.{}.{}", beside.filename().string(), ::getpid(), attempt++);
    } while (!fs::create_directory(path_));
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Absolute, through symbolic links, and with a last component to name the temporary directories after.
fs::path place_of(const fs::path& directory) {
  const fs::path place = fs::weakly_canonical(fs::absolute(directory));
  return place.has_filename() ? place : place.parent_path();
}

// Pictures, their scripts and data, and nothing else.
bool holds_plots(const fs::path& directory) {
  constexpr std::array<std::string_view, 4> kEnds = {".svg", ".png", ".gp", ".csv"};
  const fs::directory_iterator files(directory);
  return std::all_of(begin(files), end(files), [&](const fs::directory_entry& entry) {
    return entry.is_regular_file() && std::ranges::find(kEnds, entry.path().extension()) != kEnds.end();
  });
}

// A file of a result, or what `loopsim plot` and `loopsim report` made of it, which goes with it.
bool is_ours(const fs::directory_entry& entry, const std::vector<std::string>& names) {
  const fs::path name = entry.path().filename();
  if (entry.is_regular_file()) {
    return name == kReportName || std::ranges::any_of(names, [&](const std::string& own) { return name == own; });
  }
  return entry.is_directory() && !entry.is_symlink() && name == kPlotsName && holds_plots(entry.path());
}

// Results go beside `place` first: tries that in the nearest directory that there is.
void check_writable(const fs::path& place) {
  fs::path parent = place.parent_path();
  while (!fs::exists(parent)) {
    parent = parent.parent_path();
  }
  try {
    const TemporaryDirectory probe(parent / place.filename());
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error(fmt::format("cannot make a directory in {}: {}", parent.string(), error.code().message()));
  }
}

// Those that there are.
std::vector<NamedText> named(const ResultFiles& files) {
  std::vector<NamedText> texts;
  texts.reserve(kFiles.size());
  for (const FileRow& row : kFiles) {
    if (!(files.*row.content).empty()) {
      texts.push_back({std::string(row.name), files.*row.content});
    }
  }
  return texts;
}

std::vector<std::string> every_name() {
  std::vector<std::string> names;
  names.reserve(kFiles.size());
  for (const FileRow& row : kFiles) {
    names.emplace_back(row.name);
  }
  return names;
}

std::vector<std::string> names_of(const std::vector<NamedText>& files) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const NamedText& file : files) {
    names.push_back(file.name);
  }
  return names;
}

void write_file(const fs::path& file, const std::string& content) {
  std::ofstream stream(file, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream) {
    throw std::system_error(errno, std::generic_category(), fmt::format("cannot write {}", file.string()));
  }
}

void swap_into_place(const fs::path& fresh, const fs::path& place) {
  if (!fs::exists(place)) {
    fs::rename(fresh, place);
    return;
  }
  const TemporaryDirectory aside(place);
  fs::rename(place, aside.path());
  try {
    fs::rename(fresh, place);
  } catch (...) {
    fs::rename(aside.path(), place);
    throw;
  }
}

void put_in_place(const fs::path& directory, const std::vector<NamedText>& files) {
  const fs::path place = place_of(directory);
  fs::create_directories(place.parent_path());
  const TemporaryDirectory fresh(place);
  for (const NamedText& file : files) {
    write_file(fresh.path() / file.name, file.content);
  }
  swap_into_place(fresh.path(), place);
}

}  // namespace

void check_destination(const fs::path& directory, const std::vector<std::string>& names, Existing existing) {
  check_writable(place_of(directory));
  if (!fs::exists(directory)) {
    return;
  }
  if (!fs::is_directory(directory)) {
    throw DestinationError(fmt::format("{} exists and is not a directory", directory.string()));
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (!is_ours(entry, names)) {
      throw DestinationError(fmt::format("{} is not a result directory of loopsim: it holds {}", directory.string(),
                                         entry.path().filename().string()));
    }
  }
  if (existing == Existing::keep && !fs::is_empty(directory)) {
    throw DestinationError(fmt::format("{} holds earlier results; --force replaces them", directory.string()));
  }
}

void check_destination(const fs::path& directory, Existing existing) {
  check_destination(directory, every_name(), existing);
}

void write_results(const fs::path& directory, const std::vector<NamedText>& files, Existing existing) {
  check_destination(directory, names_of(files), existing);
  put_in_place(directory, files);
}

void write_results(const fs::path& directory, const ResultFiles& files, Existing existing) {
  check_destination(directory, existing);
  put_in_place(directory, named(files));
}

}  // namespace loopsim::analysis
