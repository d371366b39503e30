// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopsim::scenarios {

// What the models can build, by the names that YAML gives them.
std::vector<std::string> known_policies();
std::vector<std::string> known_backings();
std::vector<std::string> known_uppers();  // file systems on the tested device, and `none`
std::vector<std::string> known_device_kinds();

// The keys, besides `kind`, that a device of one of the known kinds has, and those that it must have.
std::vector<std::string> device_keys(std::string_view kind);
std::vector<std::string> required_device_keys(std::string_view kind);

}  // namespace loopsim::scenarios
