// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/starts_text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kFromWidth = 29;
constexpr std::size_t kNameWidth = 30;

std::string cost_text(const std::optional<double>& cost) { return cost ? fmt::format("{:.1f}", *cost) : "-"; }

std::string starts_table(const std::vector<StartEnd>& starts) {
  std::string text = fmt::format(" {:>2} {:{}} {:>8} {:>8} {:>8} {:>10}\n", "", "start", kFromWidth, "cost", "screened",
                                 "fitted", "parameters");
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const StartEnd& start = starts[i];
    text += fmt::format(" {:>2} {} {:>8.1f} {:>8} {:>8} {:>10}{}\n", i + 1,
                        pad_right(fit(start.from, kFromWidth), kFromWidth), start.cost_at_start,
                        cost_text(start.cost_screened), cost_text(start.cost),
                        start.cost ? fmt::format("{}", start.parameters) : "-", start.as_good ? " =" : "");
  }
  return text;
}

// Columns are the starts that were fitted, by their numbers.
std::string values_table(const Calibration& calibration) {
  std::string text = fmt::format(" {:{}}", "parameter", kNameWidth);
  for (std::size_t i = 0; i < calibration.starts.size(); ++i) {
    if (calibration.starts[i].cost) {
      text += fmt::format(" {:>8}", i + 1);
    }
  }
  text += "\n";
  for (const ParameterOfStarts& parameter : calibration.compared) {
    text += fmt::format(" {}", pad_right(fit(parameter.tunable.name(), kNameWidth), kNameWidth));
    for (const double value : parameter.values) {
      text += fmt::format(" {:>8}", parameter.tunable.text(value));
    }
    text += parameter.undecided ? " ?\n" : "\n";
  }
  return text;
}

std::string verdict(const Calibration& calibration) {
  if (std::ranges::count(calibration.starts, true, &StartEnd::as_good) == 1) {
    return wrap("No other start ends as low, for all that these rows say (=).");
  }
  std::vector<std::string> undecided;
  for (const ParameterOfStarts& parameter : calibration.compared) {
    if (parameter.undecided) {
      undecided.push_back(parameter.tunable.name());
    }
  }
  return wrap(undecided.empty()
                  ? "The starts that end as low, for all that these rows say (=), end at much the same values."
                  : fmt::format("These rows cannot tell the ends marked = from the best, but there the values marked ? "
                                "are more than a quarter of their range apart, so these rows do not determine: {}.",
                                fmt::join(undecided, ", ")));
}

}  // namespace

std::string starts_text(const Calibration& calibration) {
  if (calibration.starts.empty()) {
    return "";
  }
  return starts_table(calibration.starts) + "\n" + values_table(calibration) + verdict(calibration);
}

}  // namespace loopsim::analysis
