// SPDX-License-Identifier: GPL-2.0
#include "analysis/text_layout.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

std::string to_ascii(std::string_view text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues_character = (byte & 0xC0U) == 0x80U;
    if (byte >= 0x20 && byte < 0x7F) {
      ascii += c;
    } else if (!continues_character) {
      ascii += '?';
    }
  }
  return ascii;
}

}  // namespace

std::string fit(std::string_view text, std::size_t width) {
  std::string fitted = to_ascii(text);
  if (fitted.size() > width) {
    fitted.resize(width);
    fitted.back() = '~';
  }
  return fitted;
}

std::string pad_left(std::string_view text, std::size_t width) {
  return fmt::format("{:>{}}", fit(text, width), width);
}

std::string pad_right(std::string_view text, std::size_t width) {
  return fmt::format("{:<{}}", fit(text, width), width);
}

std::string fit_number(const std::optional<double>& value, int digits, std::size_t width) {
  if (!value || !std::isfinite(*value)) {
    return "-";
  }
  const double magnitude = std::abs(*value);
  const int before_point = magnitude < 1 ? 1 : static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  for (int decimals = std::max(digits - before_point, 0); decimals >= 0; --decimals) {
    std::string text = fmt::format("{:.{}f}", *value, decimals);
    if (text.size() <= width) {
      return text;
    }
  }
  return fit(fmt::format("{:.0e}", *value), width);
}

namespace {

// The words of a text; one with slashes that is longer than `room` becomes several, each but the last ended by one.
std::vector<std::string> words_of(std::string_view text, std::size_t room) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word; words.push_back(word)) {
    for (std::size_t cut = 0; word.size() > room; word.erase(0, cut + 1)) {
      cut = word.rfind('/', room - 1);
      if (cut == std::string::npos) {
        break;
      }
      words.push_back(word.substr(0, cut + 1));
    }
  }
  return words;
}

}  // namespace

std::string wrap(std::string_view text, Indent indent) {
  std::string lines;
  std::string line(indent.first, ' ');
  bool line_has_words = false;
  for (const std::string& word : words_of(text, kTextWidth - std::max(indent.first, indent.rest))) {
    if (line_has_words && line.size() + 1 + word.size() > kTextWidth) {
      lines.append(line).append("\n");
      line.assign(indent.rest, ' ');
      line_has_words = false;
    }
    line.append(line_has_words ? " " : "").append(word);
    line = fit(line, kTextWidth);
    line_has_words = true;
  }
  return lines + line + '\n';
}

}  // namespace loopsim::analysis
