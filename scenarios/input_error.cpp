// SPDX-License-Identifier: GPL-2.0
#include "scenarios/input_error.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace loopsim::scenarios {
namespace {

std::string without_controls(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result;
}

std::string line_of(const Place& place, std::string_view message) {
  if (place.line == 0) {
    return without_controls(fmt::format("{}: {}", place.file, message));
  }
  return without_controls(fmt::format("{}:{}:{}: {}", place.file, place.line, place.column, message));
}

bool continues_utf8(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

InputError::InputError(const Place& place, std::string_view message)
    : std::runtime_error(line_of(place, message)), place_(place), message_(without_controls(message)) {}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) {
    return fmt::format("'{}'", text);
  }
  std::size_t end = kLongest;
  while (end > 0 && continues_utf8(text[end])) {
    --end;
  }
  return fmt::format("'{}...'", text.substr(0, end));
}

}  // namespace loopsim::scenarios
