// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/time.hpp"

namespace loopsim::scenarios {

// Numbers with units as scenario and machine files write them. Decimals are read exactly: 0.1us is 100 ns, and what
// is not a whole number of the base unit is refused. Every parse_ function throws std::invalid_argument whose text
// says what was expected and what was found.

// Nanoseconds in 0..2^63-1 from `100ns`, `16us`, `1.5ms`, `40s`; a bare number is nanoseconds.
sim::SimTime parse_duration(std::string_view text);

// Bytes in 0..2^63-1. Units are powers of 1024, in fio's short form (`4k`, `1m`, `4g`, `1t`, either case) or the IEC
// form (`4KiB`, `1MiB`, `4GiB`, `1TiB`); a bare number is bytes.
std::uint64_t parse_size(std::string_view text);

// A plain decimal integer in 0..2^64-1: no sign, unit, exponent or leading zeros.
std::uint64_t parse_count(std::string_view text);

// A finite decimal number, exponent allowed; nothing where the text is none.
std::optional<double> finite_number(std::string_view text);
double parse_number(std::string_view text);

// A finite decimal number before a per cent sign: 2 from `2%`.
double parse_per_cent(std::string_view text);

// The shortest form in the largest unit that the value fills: 1.5us, 40s, 0ns. parse_duration() gives the value back.
std::string duration_text(sim::SimTime duration);

// In the largest IEC unit that divides the value: 4KiB, 4GiB, 1000. parse_size() gives the value back.
std::string size_text(std::uint64_t bytes);

// The shortest form that parse_per_cent() gives back: 2%, 0.5%.
std::string per_cent_text(double per_cent);

}  // namespace loopsim::scenarios
