// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/explain/phrases.hpp"
#include "analysis/explain/waterfall.hpp"

namespace loopsim::analysis {
namespace {

// A share of the difference that is worth naming.
constexpr double kNamed = 0.1;
// Without such a group at least this much of the difference is gone, and alone it makes less than kNamed of it.
constexpr double kNeeded = 0.9;

std::string times(double ratio) { return fmt::format("{:.3g}X", ratio); }

std::string whole(const Waterfall& waterfall) {
  return fmt::format("{} completes an I/O every {} and {} every {}: {}, {} {} an I/O.", waterfall.variant,
                     duration(waterfall.variant_ns), waterfall.against, duration(waterfall.against_ns),
                     times(waterfall.ratio()), duration(std::abs(waterfall.difference())),
                     waterfall.difference() > 0 ? "gained" : "lost");
}

std::string parts(const Waterfall& waterfall) {
  std::vector<std::string> named;
  for (const WaterfallStep& step : waterfall.steps) {
    const double share = step.part / waterfall.difference();
    if (share >= kNamed) {
      named.push_back(fmt::format("{} ({}) {}", per_cent(share), duration(std::abs(step.part)), step.name));
    }
  }
  return named.empty() ? "No group of costs has a tenth of it."
                       : fmt::format("Of the {}, {}.", times(waterfall.ratio()), listed(named));
}

std::string what_hides_some(const Waterfall& waterfall) {
  std::vector<std::string> named;
  for (const WaterfallStep& step : waterfall.steps) {
    if (step.part / waterfall.difference() <= -kNamed) {
      named.push_back(fmt::format("{} ({})", step.name, duration(std::abs(step.part))));
    }
  }
  return named.empty() ? "" : fmt::format("The other way works {}.", listed(named));
}

std::string one_at_a_time(const Waterfall& waterfall) {
  std::vector<std::string> named;
  for (const WaterfallStep& step : waterfall.steps) {
    if (std::abs(step.part) >= kNamed * std::abs(waterfall.difference())) {
      named.push_back(fmt::format("without {} {}", step.name, times(step.ratio_without)));
    }
  }
  return named.empty() ? "" : fmt::format("Taken away one at a time: {}.", listed(named));
}

// Groups that only count because of others.
std::string what_is_needed(const Waterfall& waterfall) {
  std::vector<std::string> named;
  for (const WaterfallStep& step : waterfall.steps) {
    const double first = step.first_off / waterfall.difference();
    const double last = step.last_off / waterfall.difference();
    if (first > kNeeded && std::abs(last) < kNamed) {
      named.emplace_back(step.name);
    }
  }
  return named.empty()
             ? ""
             : fmt::format("Hardly any of it is there without {}, but where nothing else costs anything {} none of it.",
                           listed(named), named.size() > 1 ? "these make" : "that makes");
}

}  // namespace

std::vector<std::string> sentences(const Waterfall& waterfall) {
  std::vector<std::string> result = {whole(waterfall)};
  if (waterfall.difference() == 0) {
    return result;
  }
  result.insert(result.end(),
                {parts(waterfall), what_hides_some(waterfall), one_at_a_time(waterfall), what_is_needed(waterfall)});
  if (const double left = waterfall.rest / waterfall.difference(); std::abs(left) > kNamed) {
    result.push_back(fmt::format("{} stay without any of these costs.", per_cent(left)));
  }
  std::erase(result, "");
  return result;
}

}  // namespace loopsim::analysis
