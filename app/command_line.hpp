// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

namespace loopsim::app {

// The arguments as a POSIX shell would take them again, quoted where they must be.
std::string command_line(int argc, const char* const* argv);

}  // namespace loopsim::app
