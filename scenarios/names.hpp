// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace loopsim::scenarios {

// The names of things that have a `name`, in their order.
template <std::ranges::sized_range Entries>
std::vector<std::string> names_of(const Entries& entries) {
  std::vector<std::string> names;
  names.reserve(std::ranges::size(entries));
  for (const auto& entry : entries) {
    names.emplace_back(entry.name);
  }
  return names;
}

inline bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace loopsim::scenarios
