// SPDX-License-Identifier: GPL-2.0
#include "tests/structure/source_rules.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace loopsim::structure {
namespace {

constexpr std::string_view kSimgridAdapter = "sim/simgrid_engine.cpp";

std::string_view folder_of(std::string_view path) { return path.substr(0, path.find('/')); }

// Place in kLayers; its size for a folder beside the product.
std::size_t rank_of(std::string_view path) {
  return static_cast<std::size_t>(std::ranges::find(kLayers, folder_of(path)) - kLayers.begin());
}

bool may_include(std::string_view from, std::string_view to) {
  if (folder_of(from) == "tests") return folder_of(to) != "bench";
  return rank_of(to) <= rank_of(from);
}

bool is_simgrid(std::string_view path) { return folder_of(path) == "simgrid" || folder_of(path) == "xbt"; }

std::string includes(const std::string& from, const std::string& to) { return from + " includes " + to; }

// Walks the includes depth first and keeps the files between the root of the walk and the file it stands at.
class CycleSearch {
 public:
  explicit CycleSearch(const SourceTree& tree) : tree_(tree) {}

  std::vector<std::string> run() && {
    for (const auto& [path, file] : tree_) visit(path);
    return std::move(cycles_);
  }

 private:
  void visit(const std::string& path) {
    const auto file = tree_.find(path);
    if (file == tree_.end()) return;
    if (const auto start = std::ranges::find(way_, path); start != way_.end()) {
      std::string cycle;
      for (auto step = start; step != way_.end(); ++step) cycle += *step + " -> ";
      cycles_.push_back(cycle + path);
      return;
    }
    if (!seen_.insert(path).second) return;
    way_.push_back(path);
    for (const Include& include : file->second.includes) visit(include.path);
    way_.pop_back();
  }

  const SourceTree& tree_;
  std::set<std::string> seen_;
  std::vector<std::string> way_;
  std::vector<std::string> cycles_;
};

}  // namespace

std::vector<std::string> upward_includes(const SourceTree& tree) {
  std::vector<std::string> found;
  for (const auto& [path, file] : tree) {
    for (const Include& include : file.includes) {
      if (tree.contains(include.path) && !may_include(path, include.path))
        found.push_back(includes(path, include.path));
    }
  }
  return found;
}

std::vector<std::string> misnamed_includes(const SourceTree& tree) {
  std::vector<std::string> found;
  for (const auto& [path, file] : tree) {
    for (const Include& include : file.includes) {
      if (include.quoted != tree.contains(include.path)) found.push_back(includes(path, include.path));
    }
  }
  return found;
}

std::vector<std::string> simgrid_includes(const SourceTree& tree) {
  std::vector<std::string> found;
  for (const auto& [path, file] : tree) {
    if (path == kSimgridAdapter || folder_of(path) == "tests") continue;
    for (const Include& include : file.includes) {
      if (is_simgrid(include.path)) found.push_back(includes(path, include.path));
    }
  }
  return found;
}

std::vector<std::string> include_cycles(const SourceTree& tree) { return CycleSearch(tree).run(); }

std::vector<std::string> long_files(const SourceTree& tree, std::size_t limit) {
  std::vector<std::string> found;
  for (const auto& [path, file] : tree) {
    if (folder_of(path) != "tests" && file.lines > limit) {
      found.push_back(path + " has " + std::to_string(file.lines) + " lines");
    }
  }
  return found;
}

std::vector<std::string> unbuilt_sources(const SourceTree& tree, const std::set<std::string>& built) {
  std::vector<std::string> found;
  for (const auto& [path, file] : tree) {
    if (path.ends_with(".cpp") && !built.contains(path)) found.push_back(path + " is in no CMakeLists.txt");
  }
  return found;
}

}  // namespace loopsim::structure
