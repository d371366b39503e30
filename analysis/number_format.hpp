// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace loopsim::analysis {

// How files write a number, chosen by what it counts, so that equal values are equal bytes on every machine and locale.
enum class NumberFormat {
  count,        // whole number
  nanoseconds,  // whole number
  rate,         // one decimal
  fraction,     // six significant digits
};

// Empty for a number that does not exist (NaN or infinite, as a mean over no I/O).
std::string format_number(double value, NumberFormat format);
std::string format_number(const std::optional<double>& value, NumberFormat format);

// A digest of the event stream: 16 hexadecimal digits.
std::string format_digest(std::uint64_t digest);

}  // namespace loopsim::analysis
