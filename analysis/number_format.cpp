// SPDX-License-Identifier: GPL-2.0
#include "analysis/number_format.hpp"

#include <cmath>

#include <fmt/format.h>

namespace loopsim::analysis {

std::string format_number(double value, NumberFormat format) {
  if (!std::isfinite(value)) {
    return {};
  }
  switch (format) {
    case NumberFormat::count:
    case NumberFormat::nanoseconds:
      return fmt::format("{:.0f}", value);
    case NumberFormat::rate:
      return fmt::format("{:.1f}", value);
    case NumberFormat::fraction:
      return fmt::format("{:.6g}", value);
  }
  return {};
}

std::string format_number(const std::optional<double>& value, NumberFormat format) {
  return value ? format_number(*value, format) : std::string();
}

std::string format_digest(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

}  // namespace loopsim::analysis
