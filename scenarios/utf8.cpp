// SPDX-License-Identifier: GPL-2.0
#include "scenarios/utf8.hpp"

namespace loopsim::scenarios {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool is_plain(unsigned byte) { return (byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\n' || byte == '\r'; }

// Bytes of the sequence that starts at `i`; 0 if it is not well formed.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned lead = byte_at(text, i);
  std::size_t length = 0;
  unsigned code = 0;
  unsigned smallest = 0;
  if (lead >= 0xc0 && lead < 0xe0) {
    length = 2;
    code = lead & 0x1fU;
    smallest = 0x80;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    length = 3;
    code = lead & 0x0fU;
    smallest = 0x800;
  } else if (lead >= 0xf0 && lead < 0xf8) {
    length = 4;
    code = lead & 0x07U;
    smallest = 0x10000;
  }
  if (length == 0 || i + length > text.size()) {
    return 0;
  }
  for (std::size_t k = 1; k < length; ++k) {
    const unsigned next = byte_at(text, i + k);
    if ((next & 0xc0U) != 0x80U) {
      return 0;
    }
    code = (code << 6U) | (next & 0x3fU);
  }
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  const bool control = code < 0xa0;
  return code < smallest || code > 0x10ffff || surrogate || control ? 0 : length;
}

}  // namespace

std::optional<std::size_t> first_unprintable(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_plain(byte_at(text, i))) {
      ++i;
      continue;
    }
    const std::size_t length = sequence_length(text, i);
    if (length == 0) {
      return i;
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace loopsim::scenarios
