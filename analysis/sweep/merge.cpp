// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/merge.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "analysis/sweep/durable_file.hpp"
#include "analysis/sweep/manifest.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// The rows of each point, by its number.
using Rows = std::map<std::size_t, std::string>;

struct Part {
  fs::path directory;
  Manifest manifest;
  std::string header;  // empty where a shard has no points
  Rows rows;
};

std::size_t point_number(const std::string& line, const fs::path& file) {
  std::size_t number = 0;
  const std::size_t comma = line.find(',');
  const char* const end = line.data() + std::min(comma, line.size());
  if (comma == std::string::npos ||
      std::from_chars(line.data(), end, number) != std::from_chars_result{end, std::errc()}) {
    throw std::runtime_error(fmt::format("{} is not what a sweep leaves", file.string()));
  }
  return number;
}

Part read_part(const fs::path& directory) {
  Part part{directory, read_manifest(directory / "manifest.json"), "", {}};
  const fs::path file = directory / "results.csv";
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw std::runtime_error(fmt::format("{} cannot be read: the sweep there has not finished", file.string()));
  }
  std::getline(stream, part.header);
  for (std::string line; std::getline(stream, line);) {
    part.rows[point_number(line, file)] += line + '\n';
  }
  return part;
}

void require_same_sweep(const Part& part, const Part& first) {
  if (part.manifest.plan == first.manifest.plan) {
    return;
  }
  const std::string difference =
      part.manifest.version == first.manifest.version
          ? "another sweep, or its files have changed"
          : fmt::format("another version, {} and {}", part.manifest.version, first.manifest.version);
  throw std::runtime_error(
      fmt::format("{} and {} do not go together: {}", first.directory.string(), part.directory.string(), difference));
}

void add_rows(Rows& all, const Part& part) {
  for (const auto& [number, text] : part.rows) {
    const auto [place, added] = all.emplace(number, text);
    if (!added && place->second != text) {
      throw std::runtime_error(
          fmt::format("{} has other results for point {} than a directory before it", part.directory.string(), number));
    }
  }
}

void require_all_points(const Rows& rows, std::size_t total) {
  if (rows.size() == total) {
    return;
  }
  std::size_t first_missing = 0;
  while (rows.contains(first_missing)) {
    ++first_missing;
  }
  throw std::runtime_error(fmt::format("{} of {} points are in none of the directories; the first is point {}",
                                       total - rows.size(), total, first_missing));
}

void write_whole(const fs::path& out, Manifest manifest, const std::string& header, const Rows& rows) {
  fs::create_directories(out);
  manifest.shard = {};
  DurableFile about(out / "manifest.json");
  about.append(to_json(manifest));
  DurableFile results(out / "results.csv");
  results.append(header + '\n');
  for (const auto& [number, text] : rows) {
    results.append(text);
  }
  fs::remove(out / "manifest.json");
  results.commit();
  about.commit();
}

}  // namespace

void merge_shards(const std::vector<fs::path>& directories, const fs::path& out, Holes holes) {
  if (directories.empty()) {
    throw std::invalid_argument("nothing to merge");
  }
  const Part first = read_part(directories.front());
  Rows rows = first.rows;
  std::string header = first.header;
  for (std::size_t i = 1; i < directories.size(); ++i) {
    const Part part = read_part(directories[i]);
    require_same_sweep(part, first);
    add_rows(rows, part);
    header = header.empty() ? part.header : header;
  }
  if (holes == Holes::refuse) {
    require_all_points(rows, first.manifest.total);
  }
  write_whole(out, first.manifest, header, rows);
}

}  // namespace loopsim::analysis
