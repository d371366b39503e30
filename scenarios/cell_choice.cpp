// SPDX-License-Identifier: GPL-2.0
#include "scenarios/cell_choice.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/variant_choice.hpp"

namespace loopsim::scenarios {
namespace {

const Place kCommandLine = {"loopsim", 0, 0};

// `kind` is what the option is called: case or variant.
template <typename Named>
const Named& find(const std::vector<Named>& all, std::string_view kind, const std::string& name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  if (found == all.end()) {
    throw InputError(kCommandLine, fmt::format("--{}: unknown {} {}{}", kind, kind, in_quotes(name),
                                               allowed_names(name, names_of(all))));
  }
  return *found;
}

template <typename Named>
const Named& one_of(const std::vector<Named>& all, std::string_view kind, const std::string& name) {
  if (name.empty() && all.size() > 1) {
    throw InputError(kCommandLine, fmt::format("--{}: expected one of the scenario's {}s: {}", kind, kind,
                                               fmt::join(names_of(all), ", ")));
  }
  return name.empty() ? all.front() : find(all, kind, name);
}

}  // namespace

void keep_cases(Scenario& scenario, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    find(scenario.cases, "case", name);
  }
  for (std::size_t c = scenario.cases.size(); c-- > 0;) {
    if (!names.empty() && std::ranges::find(names, scenario.cases[c].name) == names.end()) {
      const auto offset = static_cast<std::ptrdiff_t>(c);
      scenario.cases.erase(scenario.cases.begin() + offset);
      scenario.published_cells.erase(scenario.published_cells.begin() + offset);
    }
  }
}

void keep_variants_and_baselines(Scenario& scenario, const std::vector<std::string>& names) {
  if (names.empty()) {
    return;
  }
  std::vector<VariantChoice> chosen = {{scenario.baseline().name, kCommandLine}};
  for (const std::string& name : names) {
    const Variant& variant = find(scenario.variants, "variant", name);
    chosen.push_back({name, kCommandLine});
    if (!variant.against.empty()) {
      chosen.push_back({variant.against, kCommandLine});
    }
  }
  keep_variants(scenario, chosen);
}

const Case& one_case(const Scenario& scenario, const std::string& name) { return one_of(scenario.cases, "case", name); }

const Variant& one_variant(const Scenario& scenario, const std::string& name) {
  return one_of(scenario.variants, "variant", name);
}

Scenario one_comparison(const Scenario& scenario, const Case& workload, const Variant& variant) {
  Scenario pair = scenario;
  Variant against = variant.against.empty() ? scenario.baseline() : find(scenario.variants, "variant", variant.against);
  Variant compared = variant;
  against.baseline = true;
  against.against.clear();
  compared.against.clear();
  pair.cases = {workload};
  pair.variants = {against, compared};
  pair.published_cells = {{std::nullopt, std::nullopt}};
  return pair;
}

}  // namespace loopsim::scenarios
