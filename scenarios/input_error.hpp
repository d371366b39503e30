// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace loopsim::scenarios {

// Where in the input something stands: line and column count from 1. Line 0 stands for a file as a whole, or for a
// `--set` on the command line, whose text `file` then holds.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

// What the user gave is wrong. what() is one line, `FILE:LINE:COLUMN: message` or `FILE: message`, free of control
// characters whatever the input held.
class InputError : public std::runtime_error {
 public:
  InputError(const Place& place, std::string_view message);

  const std::string& file() const { return place_.file; }
  int line() const { return place_.line; }
  int column() const { return place_.column; }
  const std::string& message() const { return message_; }

 private:
  Place place_;
  std::string message_;
};

// `text` in single quotes for a message, cut after 60 bytes.
std::string in_quotes(std::string_view text);

}  // namespace loopsim::scenarios
