// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/machine_file.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/yaml_text.hpp"

namespace loopsim::analysis {
namespace {

std::size_t fitted_rows(const Calibration& calibration) {
  return static_cast<std::size_t>(std::ranges::count_if(calibration.rows, &CalibratedRow::fitted));
}

bool undecided(const FittedParameter& parameter, const Calibration& calibration) {
  return std::ranges::any_of(calibration.compared, [&](const ParameterOfStarts& of_starts) {
    return of_starts.undecided && of_starts.tunable.name() == parameter.tunable.name();
  });
}

std::string source_of(const FittedParameter& parameter, const Calibration& calibration) {
  std::string source =
      fmt::format("fitted by calibrate on {} rows; 95 % interval {} to {}", fitted_rows(calibration),
                  parameter.tunable.text(parameter.interval.low), parameter.tunable.text(parameter.interval.high));
  if (parameter.at_end) {
    source += "; at the end of its range";
  }
  if (parameter.wide) {
    source += "; hardly known, the interval is nearly its range";
  }
  if (undecided(parameter, calibration)) {
    source += "; not determined, other starts that end as low have it elsewhere";
  }
  if (parameter.tunable.parts().size() > 1) {
    source += fmt::format("; {} moved by one factor, the interval is the first's", parameter.tunable.name());
  }
  return source;
}

// `{value: ..., source: ..., fitted: true}` of every fitted key.
std::map<std::string, std::string> definitions(const Calibration& calibration) {
  std::map<std::string, std::string> texts;
  for (const FittedParameter& parameter : calibration.fitted) {
    for (const scenarios::Override& setting : parameter.tunable.settings(parameter.value)) {
      texts[setting.key] = fmt::format("{{value: {}, source: {}, fitted: true}}", scenarios::yaml_text(setting.value),
                                       scenarios::yaml_text(source_of(parameter, calibration)));
    }
  }
  return texts;
}

std::string costs_text(const std::map<std::string, std::string>& definitions) {
  constexpr std::string_view kPrefix = "costs.";
  std::string text;
  for (const auto& [key, definition] : definitions) {
    if (key.starts_with(kPrefix)) {
      text += fmt::format("  {}: {}\n", key.substr(kPrefix.size()), definition);
    }
  }
  return text.empty() ? "" : "costs:\n" + text;
}

std::string devices_text(const std::map<std::string, std::string>& definitions) {
  constexpr std::string_view kPrefix = "devices.";
  std::string text;
  std::string last;
  for (const auto& [key, definition] : definitions) {
    if (key.starts_with(kPrefix)) {
      const std::size_t dot = key.rfind('.');
      const std::string device = key.substr(kPrefix.size(), dot - kPrefix.size());
      text += device == last ? "" : fmt::format("  {}:\n", device);
      text += fmt::format("    {}: {}\n", key.substr(dot + 1), definition);
      last = device;
    }
  }
  return text.empty() ? "" : "devices:\n" + text;
}

std::string predicted_text(const Calibration& calibration) {
  const std::size_t predicted = calibration.rows.size() - fitted_rows(calibration);
  if (predicted == 0) return "None is predicted.";
  return fmt::format(
      "The machine's {} other rows are\n"
      "  predicted (mean absolute error {:.1f} %, in windows as short as those of the fit).",
      predicted, 100 * mean_absolute_error(calibration, false));
}

}  // namespace

std::string machine_file(const Calibration& calibration, const std::string& name, const std::filesystem::path& base) {
  const auto texts = definitions(calibration);
  std::string text = fmt::format(
      "# SPDX-License-Identifier: GPL-2.0\n"
      "# Written by loopsim calibrate; what is changed here by hand is lost when it runs again.\n"
      "schema_version: 1\n"
      "name: {}\n"
      "about: >\n"
      "  {} with {} parameters fitted on {} rows (mean absolute error {:.1f} %). {}{}\n"
      "base: {}\n",
      scenarios::yaml_text(name), calibration.base, calibration.fitted.size(), fitted_rows(calibration),
      100 * mean_absolute_error(calibration, true), predicted_text(calibration),
      calibration.base_as_good ? "\n  For all that the fitted rows say the base fits as well." : "",
      scenarios::yaml_text(base.generic_string()));
  text += costs_text(texts) + devices_text(texts) + "fitted_on:\n";
  for (const CalibratedRow& row : calibration.rows) {
    if (row.fitted) {
      text += fmt::format("  - {}\n", scenarios::yaml_text(row.name));
    }
  }
  return text;
}

}  // namespace loopsim::analysis
