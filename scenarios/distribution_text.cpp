// SPDX-License-Identifier: GPL-2.0
#include "scenarios/distribution_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

using Arguments = std::span<const std::string_view>;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

sim::Distribution read_uniform(Arguments arguments) {
  const sim::SimTime lo = parse_duration(arguments[0]);
  const sim::SimTime hi = parse_duration(arguments[1]);
  if (lo > hi) {
    throw std::invalid_argument(fmt::format("the first bound {} is above the second {}", arguments[0], arguments[1]));
  }
  return sim::Distribution::uniform(lo, hi);
}

sim::Distribution read_exponential(Arguments arguments) {
  return sim::Distribution::exponential(parse_duration(arguments[0]));
}

sim::Distribution read_lognormal(Arguments arguments) {
  constexpr std::string_view kWord = "cv ";
  constexpr double kLargest = 100;
  if (!arguments[1].starts_with(kWord)) {
    throw std::invalid_argument(fmt::format("expected 'cv NUMBER', got {}", in_quotes(arguments[1])));
  }
  const double cv = parse_number(trimmed(arguments[1].substr(kWord.size())));
  if (!(cv >= 0 && cv <= kLargest)) {
    throw std::invalid_argument(fmt::format("cv {} is not in 0 to {}", cv, kLargest));
  }
  return sim::Distribution::lognormal(parse_duration(arguments[0]), cv);
}

sim::Distribution read_empirical(Arguments arguments) {
  sim::Distribution::Quantiles points;
  for (const std::string_view argument : arguments) {
    const auto parts = split(argument, ':');
    if (parts.size() != 2) {
      throw std::invalid_argument(fmt::format("expected 'PROBABILITY: DURATION', got {}", in_quotes(argument)));
    }
    points.emplace_back(parse_number(parts[0]), parse_duration(parts[1]));
  }
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].first <= points[i - 1].first || points[i].second < points[i - 1].second) {
      throw std::invalid_argument(fmt::format("{} comes after {}, but probabilities rise and durations do not fall",
                                              arguments[i], arguments[i - 1]));
    }
  }
  if (points.front().first != 0 || points.back().first != 1) {
    throw std::invalid_argument("the probabilities must start at 0 and end at 1");
  }
  return sim::Distribution::empirical(points);
}

struct Form {
  std::string_view name;
  std::string_view usage;
  std::size_t least;
  std::size_t most;
  sim::Distribution (*read)(Arguments);
};

constexpr auto kForms = std::to_array<Form>({
    {"uniform", "uniform(10us, 20us)", 2, 2, read_uniform},
    {"exponential", "exponential(40us)", 1, 1, read_exponential},
    {"lognormal", "lognormal(56.5us, cv 0.3)", 2, 2, read_lognormal},
    {"empirical", "empirical(0: 10us, 0.5: 20us, 1: 90us)", 2, 1000, read_empirical},
});

std::string usages() {
  std::string list;
  for (const Form& form : kForms) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", form.usage);
  }
  return list;
}

const Form& form_named(std::string_view name) {
  const auto* const found = std::ranges::find(kForms, name, &Form::name);
  if (found == kForms.end()) {
    throw std::invalid_argument(
        fmt::format("unknown distribution {}{}", in_quotes(name), allowed_names(name, names_of(kForms))));
  }
  return *found;
}

}  // namespace

sim::Distribution parse_distribution(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    const bool number = text.find_first_of("0123456789") == 0 || text.starts_with('-');
    if (!number) {
      throw std::invalid_argument(
          fmt::format("expected a duration such as 56.5us or one of {}, got {}", usages(), in_quotes(text)));
    }
    return sim::Distribution::constant(parse_duration(text));
  }
  const Form& form = form_named(trimmed(text.substr(0, open)));
  std::string_view inside = text.substr(open + 1);
  const bool closed = inside.ends_with(')');
  inside.remove_suffix(closed ? 1 : 0);
  const auto arguments = split(inside, ',');
  if (!closed || arguments.size() < form.least || arguments.size() > form.most) {
    throw std::invalid_argument(fmt::format("expected the form {}, got {}", form.usage, in_quotes(text)));
  }
  try {
    return form.read(arguments);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("in {}: {}", form.name, error.what()));
  }
}

}  // namespace loopsim::scenarios
