// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/sensitivity/scenario_model.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kNameWidth = 30;
constexpr std::size_t kShown = 20;  // lines of the screening

std::string interval_text(const std::optional<Interval>& interval) {
  return interval ? fmt::format("{:.2f} to {:.2f}", interval->low, interval->high) : "";
}

std::string screening_text(const Sensitivity& sensitivity) {
  std::string text = fmt::format(" {:{}} {:>9} {:>9} {:>9}  range\n", "parameter", kNameWidth, "mu*", "mu", "sigma");
  for (std::size_t i = 0; i < std::min(kShown, sensitivity.parameters.size()); ++i) {
    const auto& [tunable, effects, indices] = sensitivity.parameters[i];
    text += fmt::format(" {} {:>9.4g} {:>+9.4g} {:>9.4g}  {} to {}\n",
                        pad_right(fit(tunable.name(), kNameWidth), kNameWidth), effects.mean_absolute, effects.mean,
                        effects.deviation, tunable.text(tunable.low()), tunable.text(tunable.high()));
  }
  if (sensitivity.parameters.size() > kShown) {
    text += wrap(fmt::format("{} more parameters matter less.", sensitivity.parameters.size() - kShown), {1, 1});
  }
  return text;
}

std::string indices_text(const Sensitivity& sensitivity) {
  std::string text = fmt::format(" {:{}} {:>6} {:>13} {:>6} {:>13}\n", "parameter", kNameWidth, "first", "95 % CI",
                                 "total", "95 % CI");
  for (const ParameterSensitivity& parameter : sensitivity.parameters) {
    if (parameter.indices) {
      text += fmt::format(" {} {:>6.2f} {:>13} {:>6.2f} {:>13}\n",
                          pad_right(fit(parameter.tunable.name(), kNameWidth), kNameWidth),
                          parameter.indices->first.value, interval_text(parameter.indices->first.interval),
                          parameter.indices->total.value, interval_text(parameter.indices->total.interval));
    }
  }
  return text;
}

void estimate_fields(const std::optional<Estimate>& estimate, CsvWriter& csv) {
  const auto number = [&](double Interval::* end) {
    return estimate && estimate->interval ? format_number((*estimate->interval).*end, NumberFormat::fraction) : "";
  };
  csv.field(estimate ? format_number(estimate->value, NumberFormat::fraction) : "");
  csv.field(number(&Interval::low));
  csv.field(number(&Interval::high));
}

}  // namespace

std::vector<Tunable> tunables_for(const scenarios::Scenario& scenario, const OutputChoice& output) {
  std::vector<std::string> devices;
  for (const std::size_t variant : output.variants()) {
    devices.push_back(scenario.variants[variant].device);
  }
  return uncertain_tunables(scenario.machine, devices);
}

Sensitivity analyse_sensitivity(const scenarios::Scenario& scenario, const SensitivityRequest& request,
                                const ExperimentOptions& options) {
  Sensitivity result;
  result.scenario = scenario.name;
  result.workload = scenario.cases.at(request.case_index).name;
  result.output = request.output.text();
  result.trajectories = request.trajectories;
  result.samples = request.samples;
  const auto effects = morris(scenario_model(scenario, request.case_index, request.output, request.tunables, options),
                              request.tunables.size(), request.trajectories, scenario.seed);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    result.parameters.push_back({request.tunables[i], effects[i], std::nullopt});
  }
  std::ranges::stable_sort(result.parameters, std::ranges::greater(),
                           [](const ParameterSensitivity& p) { return p.effects.mean_absolute; });
  if (request.samples == 0) {
    return result;
  }
  std::vector<Tunable> chosen;
  for (const ParameterSensitivity& parameter : result.parameters) {
    if (chosen.size() < request.most && parameter.effects.mean_absolute > 0) {
      chosen.push_back(parameter.tunable);
    }
  }
  if (chosen.empty()) {
    return result;
  }
  result.sobol = sobol_indices(scenario_model(scenario, request.case_index, request.output, chosen, options),
                               chosen.size(), request.samples, scenario.seed);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    result.parameters[i].indices = result.sobol->indices[i];
  }
  return result;
}

std::string sensitivity_text(const Sensitivity& sensitivity) {
  std::string text =
      wrap(fmt::format("{}, case {}: {}", sensitivity.scenario, sensitivity.workload, sensitivity.output)) + "\n" +
      screening_text(sensitivity);
  text +=
      wrap(fmt::format("Morris, {} trajectories: change of {} along the whole range of a parameter, the others "
                       "anywhere in theirs; mu* its mean size, mu its mean, sigma its spread.",
                       sensitivity.trajectories, sensitivity.output));
  if (sensitivity.sobol) {
    const std::size_t count = sensitivity.sobol->indices.size();
    double sum = 0;
    for (const SobolIndices& indices : sensitivity.sobol->indices) {
      sum += indices.first.value;
    }
    text += "\n" + indices_text(sensitivity);
    text +=
        wrap(fmt::format("Sobol indices of the first {}, {} samples: part of the variance of {} (mean {:.4g}, "
                         "standard deviation {:.3g}) that a parameter has alone and with all its interactions. "
                         "Alone they have {:.0f} % together.",
                         count, sensitivity.samples, sensitivity.output, sensitivity.sobol->mean,
                         std::sqrt(sensitivity.sobol->variance), 100 * sum));
  }
  return text;
}

std::string sensitivity_csv(const Sensitivity& sensitivity) {
  CsvWriter csv;
  for (const char* column : {"scenario", "case", "output", "parameter", "value", "low", "high", "mu_star", "mu",
                             "sigma", "first", "first_low", "first_high", "total", "total_low", "total_high"}) {
    csv.field(column);
  }
  csv.end_row();
  for (const auto& [tunable, effects, indices] : sensitivity.parameters) {
    csv.field(sensitivity.scenario);
    csv.field(sensitivity.workload);
    csv.field(sensitivity.output);
    csv.field(tunable.name());
    for (const double value : {tunable.now(), tunable.low(), tunable.high()}) {
      csv.field(format_number(value, NumberFormat::fraction));
    }
    for (const double value : {effects.mean_absolute, effects.mean, effects.deviation}) {
      csv.field(format_number(value, NumberFormat::fraction));
    }
    estimate_fields(indices ? std::optional(indices->first) : std::nullopt, csv);
    estimate_fields(indices ? std::optional(indices->total) : std::nullopt, csv);
    csv.end_row();
  }
  return csv.text();
}

}  // namespace loopsim::analysis
