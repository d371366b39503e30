// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/output_choice.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "analysis/metrics.hpp"
#include "analysis/run_sum.hpp"
#include "analysis/statistics.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;

constexpr std::string_view kRatio = "ratio";

[[noreturn]] void fail(std::string_view text, const std::string& message) {
  throw scenarios::InputError({fmt::format("--output {}", text), 0, 0}, message);
}

std::size_t variant_named(std::string_view text, std::string_view name, const scenarios::Scenario& scenario) {
  const auto found = std::ranges::find(scenario.variants, name, &scenarios::Variant::name);
  if (found == scenario.variants.end()) {
    fail(text, fmt::format("the scenario has no variant {}{}", in_quotes(name),
                           scenarios::allowed_names(name, scenarios::names_of(scenario.variants))));
  }
  return static_cast<std::size_t>(found - scenario.variants.begin());
}

std::vector<double> rates(const std::vector<models::RunResult>& runs) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const models::RunResult& run : runs) {
    values.push_back(iops(run));
  }
  return values;
}

}  // namespace

OutputChoice::OutputChoice(std::string_view text, const scenarios::Scenario& scenario) : text_(text) {
  const std::size_t colon = text.find(':');
  const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const std::size_t slash = rest.find('/');
  metric_ = text.substr(0, colon);
  if (rest.empty() || (metric_ == kRatio) != (slash != std::string_view::npos)) {
    fail(text, "expected ratio:VARIANT/VARIANT or METRIC:VARIANT");
  }
  if (metric_ == kRatio) {
    variants_ = {variant_named(text, rest.substr(0, slash), scenario),
                 variant_named(text, rest.substr(slash + 1), scenario)};
    if (variants_[0] == variants_[1]) {
      fail(text, "a variant is as fast as itself");
    }
    return;
  }
  if (!scenarios::contains(scenarios::names_of(metrics()), metric_)) {
    fail(text, fmt::format("no metric {}{}", in_quotes(metric_),
                           scenarios::allowed_names(metric_, scenarios::names_of(metrics()))));
  }
  variants_ = {variant_named(text, rest, scenario)};
}

double OutputChoice::value(const std::vector<std::vector<models::RunResult>>& runs) const {
  if (is_ratio()) {
    const auto ratio = paired_ratio(rates(runs[0]), rates(runs[1]));
    return ratio ? ratio->value : std::numeric_limits<double>::quiet_NaN();
  }
  return metric(metric_).value(sum_of_runs(runs[0]));
}

}  // namespace loopsim::analysis
