// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// What the ends of a range count, which is how the values between them are rounded and written.
enum class RangeUnit {
  count,     // whole numbers
  number,    // nine significant digits
  duration,  // whole nanoseconds
  size,      // whole multiples of the unit that `from` is written in
};

// `{from: 1us, to: 50us}`: all values between two ends. The unit is that of the ends; whole numbers without unit make
// a range of whole numbers, a decimal point one of decimals.
class Span {
 public:
  // Reads `from` and `to` of a range whose other keys the caller knows. Throws InputError unless from < to.
  Span(const Value& from, const Value& to);

  double from() const { return from_; }
  double to() const { return to_; }
  RangeUnit unit() const { return unit_; }

  // A value in the base unit (number, ns, bytes), rounded and written with its unit.
  std::string text(double value) const;

  // The value at `fraction` in [0, 1] of the way from `from` to `to`, or of the way between their logarithms; both in
  // the base unit. The logarithmic one needs from() > 0.
  double linear(double fraction) const;
  double logarithmic(double fraction) const;

 private:
  RangeUnit unit_ = RangeUnit::count;
  double from_ = 0;
  double to_ = 0;
  double granule_ = 1;
};

// `{from, to, steps}`, with `scale: log` or not, `{from, to, step}` or `{from, to, factor}`: the values in order, both
// ends among them for `steps`. Throws InputError, also where rounding makes two of the values equal.
std::vector<std::string> range_values(const Value& range);

// The ends and scale of a range without steps, to draw from.
struct Continuum {
  Span span;
  bool logarithmic = false;

  // `fraction` in [0, 1]
  std::string at(double fraction) const {
    return span.text(logarithmic ? span.logarithmic(fraction) : span.linear(fraction));
  }
};

Continuum read_continuum(const Value& range);

}  // namespace loopsim::scenarios
