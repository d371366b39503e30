// SPDX-License-Identifier: GPL-2.0
#include "scenarios/parameter.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace loopsim::scenarios {
namespace {

// No cost of a command comes near an hour, and up to there a double counts nanoseconds exactly.
constexpr sim::SimTime kLongest = 3600 * sim::kSecond;
constexpr std::uint64_t kMost = 1'000'000;

struct Range {
  double lo;
  double hi;
  std::string text;  // as written
  std::string file;
};

double measure(const Value& value, Quantity quantity) {
  switch (quantity) {
    case Quantity::count:
      return static_cast<double>(value.integer(1, kMost));
    case Quantity::distribution:
      return value.distribution().mean();
    case Quantity::duration:
      break;
  }
  return static_cast<double>(value.duration(0, kLongest));
}

Range read_range(const Value& value, Quantity quantity) {
  const auto bounds = value.items();
  if (bounds.size() != 2) {
    value.fail(fmt::format("expected two bounds [low, high], got {}", bounds.size()));
  }
  const Quantity bound = quantity == Quantity::distribution ? Quantity::duration : quantity;
  const Range range{measure(bounds[0], bound), measure(bounds[1], bound),
                    fmt::format("[{}, {}]", bounds[0].text(), bounds[1].text()), value.place().file};
  if (range.lo > range.hi) {
    value.fail(fmt::format("the lower bound of {} is above the upper", range.text));
  }
  return range;
}

void check_in_range(const Value& value, const Range& range, Quantity quantity) {
  const double measured = measure(value, quantity);
  if (measured >= range.lo && measured <= range.hi) {
    return;
  }
  const std::string_view what = quantity == Quantity::distribution ? "the mean of " : "";
  const std::string origin = range.file == value.place().file
                                 ? ""
                                 : fmt::format(" of {}", std::filesystem::path(range.file).filename().string());
  value.fail(fmt::format("{}{} is outside the range {}{}", what, value.text(), range.text, origin));
}

// Reads one definition over the range that those before it left, and leaves its own.
ResolvedParameter read_definition(const std::string& name, const Value& definition, Quantity quantity, bool needs_range,
                                  std::optional<Range>& range) {
  Section section(definition, {"value", "range", "source", "fitted"});
  const Value value = section.require("value");
  const auto fitted = section.find("fitted");
  const bool is_fitted = fitted && fitted->boolean();
  if (const auto own_range = section.find("range")) {
    if (range && is_fitted) {
      own_range->fail(fmt::format("a fitted value keeps the range {} of its base", range->text));
    }
    range = read_range(*own_range, quantity);
  } else if (!range && needs_range) {
    section.require("range");
  }
  if (range) {
    check_in_range(value, *range, quantity);
  } else {
    measure(value, quantity);
  }
  const std::string source = section.require("source").text();
  section.finish();
  return {{name, value.text(), range ? range->text : "", source, is_fitted}, value};
}

}  // namespace

ResolvedParameter resolve_parameter(const std::string& name, const std::vector<Value>& definitions, Quantity quantity,
                                    bool needs_range) {
  std::optional<Range> range;
  ResolvedParameter result{{}, definitions.front()};
  for (const Value& definition : definitions) {
    result = read_definition(name, definition, quantity, needs_range, range);
  }
  return result;
}

}  // namespace loopsim::scenarios
