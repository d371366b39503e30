// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace loopsim::app {

// What is wrong with the command line that `program` failed to parse with `error`: the first argument that nothing
// took, with its nearest match, or else the parser's own words.
std::string usage_error(const CLI::App& program, const CLI::ParseError& error);

}  // namespace loopsim::app
