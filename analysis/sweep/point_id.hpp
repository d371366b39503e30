// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>

namespace loopsim::analysis {

// Names what a point computes: 32 hexadecimal digits that depend on the resolved scenario, its seed and replications
// included, and on the program's version, and on nothing else.
std::string point_id(std::string_view resolved_scenario, std::string_view version);

// True for what point_id() makes.
bool is_point_id(std::string_view text);

}  // namespace loopsim::analysis
