// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibration_text.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/calibration/starts_text.hpp"
#include "analysis/measurements/telling_names.hpp"
#include "analysis/text_layout.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;

constexpr double kStrong = 0.8;  // correlations below this are of no interest
constexpr std::size_t kNameWidth = 30;
constexpr std::size_t kRowWidth = 40;

std::string mark_of(const FittedParameter& parameter) {
  if (parameter.at_end) {
    return "at end";
  }
  return parameter.wide ? "wide" : "";
}

std::string parameter_line(const FittedParameter& parameter) {
  const Tunable& tunable = parameter.tunable;
  return fmt::format(
      " {} {:>8} {:>8} {:>19} {}\n", pad_right(fit(tunable.name(), kNameWidth), kNameWidth),
      tunable.text(tunable.now()), tunable.text(parameter.value),
      fmt::format("{} to {}", tunable.text(parameter.interval.low), tunable.text(parameter.interval.high)),
      mark_of(parameter));
}

std::string parameters_text(const Calibration& calibration) {
  std::string text = fmt::format(" {:{}} {:>8} {:>8} {:>19}\n", "parameter", kNameWidth, "base", "fitted", "95 % CI");
  for (const FittedParameter& parameter : calibration.fitted) {
    text += parameter_line(parameter);
  }
  for (const FittedParameter& parameter : calibration.fitted) {
    if (!parameter.start.empty()) {
      text += wrap(fmt::format("{} started from {}.", parameter.tunable.name(), parameter.start));
    }
  }
  return text;
}

// What no table says: that values were found is no reason to believe them.
std::string undetermined_text(const Calibration& calibration) {
  std::string text;
  std::vector<std::string> undetermined;
  for (const FittedParameter& parameter : calibration.fitted) {
    if (parameter.wide) {
      undetermined.push_back(parameter.tunable.name());
    }
  }
  if (!undetermined.empty()) {
    text +=
        wrap(fmt::format("These rows do not determine {}: the interval is nearly the whole range, and other values "
                         "in it fit about as well.",
                         fmt::join(undetermined, ", ")));
  }
  if (calibration.base_as_good) {
    text += wrap("For all that these rows say the base fits as well: what was fitted hardly moves the cost.");
  }
  return text;
}

std::string correlations_text(const Calibration& calibration) {
  std::string text;
  const Index count = calibration.correlation.cols();
  for (Index i = 0; i < count; ++i) {
    for (Index k = i + 1; k < count; ++k) {
      const double correlation = calibration.correlation(i, k);
      if (std::abs(correlation) >= kStrong) {
        text += wrap(fmt::format("{} and {}: correlation {:+.2f}",
                                 calibration.fitted[static_cast<std::size_t>(i)].tunable.name(),
                                 calibration.fitted[static_cast<std::size_t>(k)].tunable.name(), correlation));
      }
    }
  }
  return text.empty() ? wrap(fmt::format("No two estimates are correlated by {} or more.", kStrong)) : text;
}

std::string reason_for(const LeftParameter& parameter) {
  if (!parameter.like.empty()) {
    return fmt::format("these rows cannot tell it from {}", parameter.like);
  }
  if (std::isinf(parameter.deviation)) {
    return "no row sees it";
  }
  return parameter.deviation >= 1
             ? "these rows say less of it than its range"
             : fmt::format("its estimate would have a deviation of {:.0f} % of its range", 100 * parameter.deviation);
}

std::string left_line(const LeftParameter& parameter) {
  return fmt::format("{} is left at {}: {}.", parameter.tunable.name(), parameter.tunable.text(parameter.tunable.now()),
                     reason_for(parameter));
}

// Parameters that the user named are each worth a line; of candidates, only those that the
// rows do see.
std::string left_text(const Calibration& calibration) {
  if (calibration.left.empty()) {
    return "";
  }
  if (!calibration.asked) {
    const auto hidden = static_cast<std::size_t>(std::ranges::count(calibration.left, "", &LeftParameter::like));
    std::string text = wrap(fmt::format("{} parameters are left as they are: these rows hardly see them.", hidden));
    for (const LeftParameter& parameter : calibration.left) {
      if (!parameter.like.empty()) {
        text += wrap(left_line(parameter));
      }
    }
    return text;
  }
  std::string text;
  for (const LeftParameter& parameter : calibration.left) {
    text += wrap(left_line(parameter));
  }
  return text;
}

// A name that is too long for its column has lines of its own above it.
std::string row_line(const std::string& name, const CalibratedRow& row) {
  const char* const mark = std::abs(row.error()) > row.tolerance ? "!" : " ";
  const bool fits = name.size() <= kRowWidth;
  const std::string above = fits ? "" : wrap(name, {.first = 1, .rest = 3});
  return above + fmt::format(" {} {:>7} {:>7} {:>+6.1f} {:>+6.1f} {}{}\n", pad_right(fits ? name : "", kRowWidth),
                             fit_number(row.measured / 1e3, 4, 7), fit_number(row.after / 1e3, 4, 7),
                             100 * row.error_before(), 100 * row.error(), row.fitted ? 'f' : 'p', mark);
}

std::string rows_text(const Calibration& calibration) {
  std::string text =
      fmt::format(" {:{}} {:>7} {:>7} {:>6} {:>6}\n", "row", kRowWidth, "meas'd", "simul.", "before", "error");
  text += fmt::format(" {:{}} {:>7} {:>7} {:>6} {:>6}\n", "", kRowWidth, "kIOPS", "kIOPS", "%", "%");
  const auto names = telling_names(scenarios::names_of(calibration.rows), kRowWidth);
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += row_line(names[i], calibration.rows[i]);
  }
  return text;
}

std::string errors_text(const Calibration& calibration) {
  const auto fitted = static_cast<std::size_t>(std::ranges::count_if(calibration.rows, &CalibratedRow::fitted));
  std::string text =
      fmt::format("{} fitted rows: mean absolute error {:.1f} %", fitted, 100 * mean_absolute_error(calibration, true));
  if (const std::size_t others = calibration.rows.size() - fitted; others > 0) {
    text += fmt::format("; {} predicted: {:.1f} %", others, 100 * mean_absolute_error(calibration, false));
  }
  return wrap(text + ".");
}

}  // namespace

std::string calibration_text(const Calibration& calibration) {
  std::string text = calibration.base + "\n\n";
  if (calibration.fitted.empty()) {
    text += wrap("Nothing is fitted: these rows identify none of the parameters.");
  } else {
    text += parameters_text(calibration) + "\n";
    text += wrap(fmt::format("Cost {:.1f} before, {:.1f} after {} steps{}; condition number {:.1f}.",
                             calibration.cost_before, calibration.cost_after, calibration.steps,
                             calibration.converged ? "" : ", not converged", calibration.condition));
    text += undetermined_text(calibration) + correlations_text(calibration);
  }
  text += left_text(calibration) + "\n";
  if (const std::string starts = starts_text(calibration); !starts.empty()) {
    text += starts + "\n";
  }
  text += rows_text(calibration) + "\n" + errors_text(calibration);
  for (const std::string& note : calibration.notes) {
    text += wrap(note);
  }
  return text;
}

}  // namespace loopsim::analysis
