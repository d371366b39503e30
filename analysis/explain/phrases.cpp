// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/phrases.hpp"

#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

// Room for any number of three or four digits.
constexpr std::size_t kNumberWidth = 12;

std::string digits(double value, int significant) { return fit_number(value, significant, kNumberWidth); }

}  // namespace

std::string per_cent(double fraction) {
  const double value = 100 * fraction;
  if (value > 99.5 && value < 99.95) {
    return "over 99 %";
  }
  if (value > 0 && value < 0.5) {
    return "under 1 %";
  }
  return fmt::format("{:.0f} %", value);
}

std::string duration(double nanoseconds) {
  if (nanoseconds >= 1e6) {
    return digits(nanoseconds / 1e6, 3) + " ms";
  }
  return nanoseconds >= 1e3 ? digits(nanoseconds / 1e3, 3) + " us" : fmt::format("{:.0f} ns", nanoseconds);
}

std::string rate(double iops) { return iops >= 1e3 ? digits(iops / 1e3, 4) + " k IOPS" : digits(iops, 4) + " IOPS"; }

std::string multiple(double ratio, const std::string& what) {
  if (ratio >= 1.5 || ratio < 0.5) {
    return digits(ratio, 3) + " times " + what;
  }
  const double change = 100 * (ratio - 1);
  if (std::abs(change) < 0.05) {
    return "as much as " + what;
  }
  return fmt::format("{:.1f} % {} than {}", std::abs(change), change < 0 ? "less" : "more", what);
}

std::string with_interval(const Estimate& ratio) {
  return ratio.interval ? fmt::format(" (95 % interval {:.3f} to {:.3f})", ratio.interval->low, ratio.interval->high)
                        : "";
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) {
      text += i + 1 == items.size() ? " and " : ", ";
    }
    text += items[i];
  }
  return text;
}

std::string sentence(std::string text) {
  if (!text.empty()) {
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  }
  return text;
}

}  // namespace loopsim::analysis
