// SPDX-License-Identifier: GPL-2.0
#include "scenarios/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "scenarios/input_error.hpp"

namespace loopsim::scenarios {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr auto kTimeUnits = std::to_array<Unit>({
    {"", 1},
    {"ns", sim::kNanosecond},
    {"us", sim::kMicrosecond},
    {"ms", sim::kMillisecond},
    {"s", sim::kSecond},
});

constexpr std::uint64_t kKi = 1024;
constexpr auto kSizeUnits = std::to_array<Unit>({
    {"", 1},
    {"k", kKi},
    {"K", kKi},
    {"KiB", kKi},
    {"m", kKi* kKi},
    {"M", kKi* kKi},
    {"MiB", kKi* kKi},
    {"g", kKi* kKi* kKi},
    {"G", kKi* kKi* kKi},
    {"GiB", kKi* kKi* kKi},
    {"t", kKi* kKi* kKi* kKi},
    {"T", kKi* kKi* kKi* kKi},
    {"TiB", kKi* kKi* kKi* kKi},
});

// What a family of units is called in messages.
struct Family {
  std::span<const Unit> units;
  std::string_view expected;
  std::string_view noun;
  std::string_view base;
};

constexpr Family kDurations{kTimeUnits, "a duration such as 100ns, 16us, 1.5ms or 40s (a bare number is ns)",
                            "duration", "nanoseconds"};
constexpr Family kSizes{kSizeUnits, "a size such as 512, 4k, 4KiB or 4GiB (k = 1024; a bare number is bytes)", "size",
                        "bytes"};

constexpr std::string_view kDigits = "0123456789";

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of(kDigits));
  text.remove_prefix(digits.size());
  return digits;
}

std::optional<std::uint64_t> to_integer(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

[[noreturn]] void fail_expected(const Family& family, std::string_view text) {
  throw std::invalid_argument(fmt::format("expected {}, got {}", family.expected, in_quotes(text)));
}

[[noreturn]] void fail_large(const Family& family, std::string_view text) {
  throw std::invalid_argument(fmt::format("{} {} is too large", family.noun, in_quotes(text)));
}

[[noreturn]] void fail_inexact(const Family& family, std::string_view text) {
  throw std::invalid_argument(fmt::format("{} is not a whole number of {}", in_quotes(text), family.base));
}

// `digits` after the point, times `factor`, exactly.
std::uint64_t fraction(std::string_view digits, std::uint64_t factor, const Family& family, std::string_view text) {
  while (!digits.empty() && digits.back() == '0') {
    digits.remove_suffix(1);
  }
  if (digits.empty()) {
    return 0;
  }
  constexpr std::size_t kMostDigits = 18;  // 10^18 is the largest power of ten below 2^63
  if (digits.size() > kMostDigits) {
    fail_inexact(family, text);
  }
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
  for (const char digit : digits) {
    numerator = numerator * 10 + static_cast<std::uint64_t>(digit - '0');
    denominator *= 10;
  }
  const std::uint64_t common = std::gcd(numerator, denominator);
  if (factor % (denominator / common) != 0) {
    fail_inexact(family, text);
  }
  return numerator / common * (factor / (denominator / common));
}

std::uint64_t parse(const Family& family, std::string_view text) {
  std::string_view rest = text;
  if (rest.size() > 1 && rest[0] == '-' && kDigits.find(rest[1]) != std::string_view::npos) {
    throw std::invalid_argument(fmt::format("a {} cannot be negative, got {}", family.noun, in_quotes(text)));
  }
  const std::string_view whole_digits = take_digits(rest);
  std::string_view fraction_digits;
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    fraction_digits = take_digits(rest);
    if (fraction_digits.empty()) {
      fail_expected(family, text);
    }
  }
  const auto unit = std::ranges::find(family.units, rest, &Unit::name);
  if (whole_digits.empty() || unit == family.units.end()) {
    fail_expected(family, text);
  }
  const auto whole = to_integer(whole_digits);
  if (!whole || *whole > kLargest / unit->factor) {
    fail_large(family, text);
  }
  const std::uint64_t base = *whole * unit->factor;
  const std::uint64_t part = fraction(fraction_digits, unit->factor, family, text);
  if (part > kLargest - base) {
    fail_large(family, text);
  }
  return base + part;
}

}  // namespace

sim::SimTime parse_duration(std::string_view text) { return static_cast<sim::SimTime>(parse(kDurations, text)); }

std::uint64_t parse_size(std::string_view text) { return parse(kSizes, text); }

std::uint64_t parse_count(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos &&
                     (text.size() == 1 || text[0] != '0');
  if (!plain) {
    throw std::invalid_argument(fmt::format("expected an integer, got {}", in_quotes(text)));
  }
  const auto value = to_integer(text);
  if (!value) {
    throw std::invalid_argument(fmt::format("integer {} is too large", in_quotes(text)));
  }
  return *value;
}

std::optional<double> finite_number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  const bool whole = result.ec == std::errc() && result.ptr == end;
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double parse_number(std::string_view text) {
  const auto value = finite_number(text);
  if (!value) {
    throw std::invalid_argument(fmt::format("expected a number, got {}", in_quotes(text)));
  }
  return *value;
}

double parse_per_cent(std::string_view text) {
  const auto value = text.ends_with('%') ? finite_number(text.substr(0, text.size() - 1)) : std::nullopt;
  if (!value) {
    throw std::invalid_argument(fmt::format("expected a percentage such as 2%, got {}", in_quotes(text)));
  }
  return *value;
}

std::string duration_text(sim::SimTime duration) {
  const auto value = static_cast<std::uint64_t>(duration);
  const Unit* unit = &kTimeUnits[1];
  for (const Unit& candidate : kTimeUnits) {
    if (value >= candidate.factor && candidate.factor > unit->factor) {
      unit = &candidate;
    }
  }
  std::string text = fmt::format("{}", value / unit->factor);
  if (value % unit->factor != 0) {
    // factor + remainder prints as a 1 followed by the decimals with their leading zeros.
    std::string decimals = fmt::format("{}", unit->factor + value % unit->factor).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return text + std::string(unit->name);
}

std::string size_text(std::uint64_t bytes) {
  constexpr auto kPrinted = std::to_array<Unit>({
      {"TiB", kKi * kKi * kKi * kKi},
      {"GiB", kKi * kKi * kKi},
      {"MiB", kKi * kKi},
      {"KiB", kKi},
  });
  for (const Unit& unit : kPrinted) {
    if (bytes != 0 && bytes % unit.factor == 0) {
      return fmt::format("{}{}", bytes / unit.factor, unit.name);
    }
  }
  return fmt::format("{}", bytes);
}

std::string per_cent_text(double per_cent) { return fmt::format("{}%", per_cent); }

}  // namespace loopsim::scenarios
