// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace loopsim::analysis {

// Pieces of plain ASCII text that never get wider than they are told.

// The width of everything that the program prints for people: it survives a mail quoted once.
inline constexpr std::size_t kTextWidth = 78;

// Shortened to `width` characters, the last of them `~`, if it is longer. Everything outside printable ASCII becomes
// `?`, one for each UTF-8 character.
std::string fit(std::string_view text, std::size_t width);

std::string pad_left(std::string_view text, std::size_t width);
std::string pad_right(std::string_view text, std::size_t width);

// `digits` significant digits as far as `width` allows, without an exponent as long as possible; `-` for a number that
// does not exist. `width` is at least 5.
std::string fit_number(const std::optional<double>& value, int digits, std::size_t width);

// Blanks before the first line of a paragraph, and before each of the others.
struct Indent {
  std::size_t first = 0;
  std::size_t rest = 2;
};

// A paragraph: broken between words into lines of at most kTextWidth characters, each ended by a line feed. A word
// longer than a line is broken behind a slash, or shortened as fit() does.
std::string wrap(std::string_view text, Indent indent = {});

}  // namespace loopsim::analysis
