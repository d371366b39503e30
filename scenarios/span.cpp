// SPDX-License-Identifier: GPL-2.0
#include "scenarios/span.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::scenarios {
namespace {

constexpr std::uint64_t kMostSteps = 100'000;
constexpr double kLargestWhole = 0x1.0p53;  // up to here a double counts

constexpr std::string_view kExpected =
    "a number, or a number with the unit of a duration (ns, us, ms, s) or of a size (k, KiB, MiB, GiB, TiB)";

bool has_unit(std::string_view text) {
  const std::size_t last_digit = text.find_last_of("0123456789.");
  return last_digit != std::string_view::npos && last_digit + 1 < text.size();
}

std::string_view unit_of(std::string_view text) { return text.substr(text.find_last_of("0123456789.") + 1); }

template <typename Parse>
bool parses(Parse parse, std::string_view text) {
  try {
    static_cast<void>(parse(text));
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

std::optional<RangeUnit> unit_of_ends(std::string_view from, std::string_view to) {
  const auto both = [&](auto parse) { return parses(parse, from) && parses(parse, to); };
  if (both(parse_count)) {
    return RangeUnit::count;
  }
  if (both(parse_number)) {
    return RangeUnit::number;
  }
  if (both(parse_duration)) {
    return RangeUnit::duration;
  }
  if (both(parse_size)) {
    return RangeUnit::size;
  }
  return std::nullopt;
}

double measure(std::string_view text, RangeUnit unit) {
  switch (unit) {
    case RangeUnit::count:
      return static_cast<double>(parse_count(text));
    case RangeUnit::number:
      return parse_number(text);
    case RangeUnit::duration:
      return static_cast<double>(parse_duration(text));
    case RangeUnit::size:
      break;
  }
  return static_cast<double>(parse_size(text));
}

void require_logarithm(const Value& from, const Span& span) {
  constexpr double kSmallest = 1e-100;
  if (span.from() < kSmallest) {
    from.fail("a logarithmic range starts above 0");
  }
}

bool read_logarithmic(Section& keys, const Span& span) {
  const auto scale = keys.find("scale");
  if (!scale || scale->choice({"linear", "log"}) == "linear") {
    return false;
  }
  require_logarithm(keys.require("from"), span);
  return true;
}

// from, from + step, ... up to `to`
std::vector<double> by_step(const Value& step, const Span& span) {
  double width = 0;
  try {
    width = measure(step.text(), span.unit());
  } catch (const std::invalid_argument& error) {
    step.fail(error.what());
  }
  if (!(width > 0)) {
    step.fail(fmt::format("expected a step above 0, got {}", in_quotes(step.text())));
  }
  // A step such as 0.1 should still reach its end.
  const double count = std::floor((span.to() - span.from()) / width + 1e-9) + 1;
  if (count > static_cast<double>(kMostSteps)) {
    step.fail(fmt::format("makes more than {} values", kMostSteps));
  }
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    values.push_back(span.from() + static_cast<double>(i) * width);
  }
  return values;
}

// from, from * factor, ... up to `to`
std::vector<double> by_factor(const Value& factor, const Value& from, const Span& span) {
  const double ratio = factor.number(0, kLargestWhole);
  if (!(ratio > 1)) {
    factor.fail(fmt::format("expected a factor above 1, got {}", in_quotes(factor.text())));
  }
  require_logarithm(from, span);
  std::vector<double> values;
  for (double value = span.from(); value <= span.to() * (1 + 1e-9); value *= ratio) {
    if (values.size() == kMostSteps) {
      factor.fail(fmt::format("makes more than {} values", kMostSteps));
    }
    values.push_back(value);
  }
  return values;
}

std::vector<double> by_count(const Value& steps, Section& keys, const Span& span) {
  const std::uint64_t count = steps.integer(2, kMostSteps);
  const bool logarithmic = read_logarithmic(keys, span);
  std::vector<double> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const double fraction = static_cast<double>(i) / static_cast<double>(count - 1);
    values.push_back(logarithmic ? span.logarithmic(fraction) : span.linear(fraction));
  }
  return values;
}

std::vector<double> raw_values(Section& keys, const Span& span) {
  const auto steps = keys.find("steps");
  const auto step = keys.find("step");
  const auto factor = keys.find("factor");
  if ((steps ? 1 : 0) + (step ? 1 : 0) + (factor ? 1 : 0) != 1) {
    keys.fail("expected exactly one of steps (how many values), step and factor");
  }
  if (step) {
    return by_step(*step, span);
  }
  if (factor) {
    return by_factor(*factor, keys.require("from"), span);
  }
  return by_count(keys.require("steps"), keys, span);
}

}  // namespace

Span::Span(const Value& from, const Value& to) {
  const std::string low = from.text();
  const std::string high = to.text();
  const auto unit = unit_of_ends(low, high);
  if (!unit) {
    const bool good_start = unit_of_ends(low, low).has_value();
    const bool good_end = unit_of_ends(high, high).has_value();
    if (!good_start) {
      from.fail(fmt::format("expected {}, got {}", kExpected, in_quotes(low)));
    }
    to.fail(good_end ? fmt::format("{} has another unit than 'from' {}", in_quotes(high), in_quotes(low))
                     : fmt::format("expected {}, got {}", kExpected, in_quotes(high)));
  }
  unit_ = *unit;
  from_ = measure(low, unit_);
  to_ = measure(high, unit_);
  if (from_ > to_) {
    to.fail(fmt::format("reversed range: 'from' {} is above 'to' {}", in_quotes(low), in_quotes(high)));
  }
  if (from_ == to_) {
    to.fail(fmt::format("empty range: 'from' {} and 'to' {} are the same", in_quotes(low), in_quotes(high)));
  }
  if (std::max(std::abs(from_), std::abs(to_)) > kLargestWhole) {
    to.fail(fmt::format("expected at most 2^53, got {}", in_quotes(high)));
  }
  if (unit_ == RangeUnit::size && has_unit(low)) {
    granule_ = static_cast<double>(parse_size(fmt::format("1{}", unit_of(low))));
  }
}

std::string Span::text(double value) const {
  switch (unit_) {
    case RangeUnit::count:
      return fmt::format("{}", std::llround(value));
    case RangeUnit::number:
      return fmt::format("{:.9g}", value);
    case RangeUnit::duration:
      return duration_text(std::llround(value));
    case RangeUnit::size:
      break;
  }
  return size_text(static_cast<std::uint64_t>(std::llround(value / granule_) * std::llround(granule_)));
}

double Span::linear(double fraction) const { return fraction == 1 ? to_ : from_ + fraction * (to_ - from_); }

double Span::logarithmic(double fraction) const {
  if (fraction == 0 || fraction == 1) {
    return fraction == 0 ? from_ : to_;
  }
  return from_ * sim::portable_exp(fraction * sim::portable_log(to_ / from_));
}

std::vector<std::string> range_values(const Value& range) {
  Section keys(range, {"from", "to", "steps", "step", "factor", "scale"});
  const Span span(keys.require("from"), keys.require("to"));
  std::vector<std::string> texts;
  for (const double value : raw_values(keys, span)) {
    texts.push_back(span.text(value));
    if (texts.size() > 1 && texts.back() == texts[texts.size() - 2]) {
      range.fail(fmt::format("too many steps: two of them are {}{}", texts.back(),
                             span.unit() == RangeUnit::count ? "; decimals need a point, such as 1.0" : ""));
    }
  }
  keys.finish("it goes with steps");
  return texts;
}

Continuum read_continuum(const Value& range) {
  Section keys(range, {"from", "to", "scale"});
  const Span span(keys.require("from"), keys.require("to"));
  Continuum continuum{span, read_logarithmic(keys, span)};
  keys.finish();
  return continuum;
}

}  // namespace loopsim::scenarios
