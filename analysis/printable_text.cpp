// SPDX-License-Identifier: GPL-2.0
#include "analysis/printable_text.hpp"

#include "scenarios/utf8.hpp"

namespace loopsim::analysis {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t good = scenarios::first_unprintable(text).value_or(text.size());
    clean += text.substr(0, good);
    text.remove_prefix(good);
    if (!text.empty()) {
      clean += is_control(text.front()) ? ' ' : '?';
      text.remove_prefix(1);
    }
  }
  for (char& c : clean) {
    if (is_control(c)) {
      c = ' ';
    }
  }
  return clean;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += continues_character(c) ? 0 : 1;
  }
  return count;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string clean = printable(text);
  if (characters(clean) <= most) {
    return clean;
  }
  std::size_t bytes = 0;
  for (std::size_t kept = 0; kept + 1 < most; ++kept) {
    do {
      ++bytes;
    } while (continues_character(clean[bytes]));
  }
  return clean.substr(0, bytes) + "…";
}

}  // namespace loopsim::analysis
