// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loopsim::structure {

// The folders of the product, each of which may include itself and those before it, and the folders beside it.
inline constexpr std::array<std::string_view, 5> kLayers = {"sim", "models", "scenarios", "analysis", "app"};
inline constexpr std::array<std::string_view, 2> kBeside = {"tests", "bench"};

// One include line: what it names, and whether in quotes or in angle brackets.
struct Include {
  std::string path;
  bool quoted = false;

  bool operator==(const Include&) const = default;
};

// One source file as the rules see it.
struct SourceFile {
  std::size_t lines = 0;
  std::vector<Include> includes;
};

// Source files by path from the root of the project, such as "models/config.hpp".
using SourceTree = std::map<std::string, SourceFile>;

SourceFile parse_source(const std::string& text);

// Reads every .hpp and .cpp of the folders above, and the templates of generated ones under the name that they are
// included by. Throws std::filesystem::filesystem_error when a folder is missing and std::runtime_error when a file
// cannot be read.
SourceTree read_source_tree(const std::filesystem::path& root);

// Sources that a text of CMake in `folder` names, by path from the root of the project.
std::set<std::string> parse_targets(const std::string& text, const std::filesystem::path& folder);

// The same of every CMakeLists.txt of the folders above. Throws as read_source_tree() does.
std::set<std::string> read_targets(const std::filesystem::path& root);

}  // namespace loopsim::structure
