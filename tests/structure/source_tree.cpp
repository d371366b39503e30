// SPDX-License-Identifier: GPL-2.0
#include "tests/structure/source_tree.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace loopsim::structure {
namespace {

// What is left of `text` after blanks and `expected`; empty when it goes on otherwise.
std::string_view after(std::string_view text, std::string_view expected) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start);
  return text.starts_with(expected) ? text.substr(expected.size()) : std::string_view{};
}

std::optional<Include> parse_include(std::string_view line) {
  const std::string_view directive = after(after(line, "#"), "include");
  for (const auto& [open, close] : {std::pair{"\"", '"'}, std::pair{"<", '>'}}) {
    const std::string_view name = after(directive, open);
    const std::size_t end = name.find(close);
    if (end != std::string_view::npos) return Include{.path = std::string(name.substr(0, end)), .quoted = close == '"'};
  }
  return std::nullopt;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

void read_folder(const std::filesystem::path& root, std::string_view folder, SourceTree& tree) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    std::filesystem::path name = entry.path().lexically_relative(root);
    // CMake makes x.hpp of x.hpp.in.
    if (name.extension() == ".in") name.replace_extension();
    if (name.extension() != ".hpp" && name.extension() != ".cpp") continue;
    tree.emplace(name.generic_string(), parse_source(read_text(entry.path())));
  }
}

}  // namespace

SourceFile parse_source(const std::string& text) {
  SourceFile file;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line); ++file.lines) {
    if (auto include = parse_include(line)) file.includes.push_back(std::move(*include));
  }
  return file;
}

std::set<std::string> parse_targets(const std::string& text, const std::filesystem::path& folder) {
  constexpr std::string_view kRoot = "${PROJECT_SOURCE_DIR}/";
  std::set<std::string> sources;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    while (word.ends_with(')')) word.pop_back();
    if (!word.ends_with(".cpp")) continue;
    const bool from_root = word.starts_with(kRoot);
    const std::filesystem::path path = from_root ? std::filesystem::path(word.substr(kRoot.size())) : folder / word;
    sources.insert(path.lexically_normal().generic_string());
  }
  return sources;
}

std::set<std::string> read_targets(const std::filesystem::path& root) {
  std::set<std::string> sources;
  for (const auto& folders : {std::span<const std::string_view>(kLayers), std::span<const std::string_view>(kBeside)}) {
    for (const std::string_view folder : folders) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
        if (entry.path().filename() != "CMakeLists.txt") continue;
        sources.merge(parse_targets(read_text(entry.path()), entry.path().parent_path().lexically_relative(root)));
      }
    }
  }
  return sources;
}

SourceTree read_source_tree(const std::filesystem::path& root) {
  SourceTree tree;
  for (const std::string_view folder : kLayers) read_folder(root, folder, tree);
  for (const std::string_view folder : kBeside) read_folder(root, folder, tree);
  return tree;
}

}  // namespace loopsim::structure
