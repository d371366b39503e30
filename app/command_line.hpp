// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>

namespace loopsim::app {

// An argument as a POSIX shell takes it, quoted where it must be.
std::string shell_quoted(std::string_view argument);

// The arguments as a POSIX shell would take them again, quoted where they must be.
std::string command_line(int argc, const char* const* argv);

}  // namespace loopsim::app
