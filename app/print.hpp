// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string_view>

namespace loopsim::app {

// Writes to standard output, all of it. Throws std::system_error if that fails, as on a full disk.
void print(std::string_view text);

// One line on standard error.
void print_error(std::string_view message);

}  // namespace loopsim::app
