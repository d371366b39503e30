// SPDX-License-Identifier: GPL-2.0
#include "app/print.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fmt/format.h>

namespace loopsim::app {

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write to standard output");
  }
}

void print_error(std::string_view message) { fmt::print(stderr, "{}\n", message); }

}  // namespace loopsim::app
