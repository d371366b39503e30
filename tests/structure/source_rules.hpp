// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "tests/structure/source_tree.hpp"

namespace loopsim::structure {

// The rules of the source tree. Each returns one line of text for each place that breaks it, in the order of the files.

// Includes point one way, from app down to sim; nothing in the product includes tests or benchmarks.
std::vector<std::string> upward_includes(const SourceTree& tree);

// The project's own files are included in quotes, by their path from the root; all others in angle brackets.
std::vector<std::string> misnamed_includes(const SourceTree& tree);

// Only the adapter and tests see SimGrid.
std::vector<std::string> simgrid_includes(const SourceTree& tree);

// No file includes itself, directly or through others. Each cycle is told once.
std::vector<std::string> include_cycles(const SourceTree& tree);

// No file but a test has more than `limit` lines.
std::vector<std::string> long_files(const SourceTree& tree, std::size_t limit);

// Every source is one of `built`: what no target names is never compiled, and a test in it never run.
std::vector<std::string> unbuilt_sources(const SourceTree& tree, const std::set<std::string>& built);

}  // namespace loopsim::structure
