// SPDX-License-Identifier: GPL-2.0
#include "scenarios/kernel_text.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

std::optional<int> version_number(std::string_view text) {
  constexpr std::uint64_t kLargest = 999;
  try {
    const std::uint64_t number = parse_count(text);
    return number <= kLargest ? std::optional(static_cast<int>(number)) : std::nullopt;
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace

models::KernelVersion read_kernel(const Value& value) {
  const std::string text = value.text();
  const std::size_t point = text.find('.');
  if (point != std::string::npos) {
    const auto major = version_number(std::string_view(text).substr(0, point));
    const auto minor = version_number(std::string_view(text).substr(point + 1));
    if (major && minor) {
      return {*major, *minor};
    }
  }
  value.fail(fmt::format("expected a kernel version such as 6.14, got {}", in_quotes(text)));
}

std::string kernel_text(const models::KernelVersion& version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

}  // namespace loopsim::scenarios
