// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string_view>
#include <vector>

namespace loopsim::models {

// A name that a scenario may use, for checking and for `loopsim list`.
struct NamedPart {
  std::string_view name;
  std::string_view description;
};

// Sorted by name.
std::vector<NamedPart> policies();
std::vector<NamedPart> devices();   // kinds of lower devices
std::vector<NamedPart> backings();  // what a loop device's file can be on

}  // namespace loopsim::models
