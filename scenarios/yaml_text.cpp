// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_text.hpp"

#include <fmt/format.h>

namespace loopsim::scenarios {
namespace {

bool needs_quotes(std::string_view text) {
  constexpr std::string_view kStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./";
  constexpr std::string_view kRest = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_+-";
  const bool null_word = text == "null" || text == "Null" || text == "NULL";
  const bool document_end = text.starts_with("...");
  return text.empty() || text.find_first_of(kStart) != 0 || text.find_first_not_of(kRest) != std::string_view::npos ||
         null_word || document_end;
}

}  // namespace

std::string yaml_text(std::string_view text) {
  if (!needs_quotes(text)) {
    return std::string(text);
  }
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace loopsim::scenarios
