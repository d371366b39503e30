// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace loopsim::analysis {

// A plain decimal integer from `min` to `max`; nothing for any other text.
inline std::optional<int> integer_between(std::string_view text, int min, int max) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  const bool whole = result.ec == std::errc() && result.ptr == end;
  return whole && value >= min && value <= max ? std::optional(value) : std::nullopt;
}

}  // namespace loopsim::analysis
