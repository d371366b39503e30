// SPDX-License-Identifier: GPL-2.0
#include "scenarios/variant_choice.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"

namespace loopsim::scenarios {
namespace {

void require_known(const Scenario& scenario, const std::vector<VariantChoice>& chosen) {
  const auto known = names_of(scenario.variants);
  for (const VariantChoice& choice : chosen) {
    if (!contains(known, choice.name)) {
      throw InputError(choice.place,
                       fmt::format("unknown variant {}{}", in_quotes(choice.name), allowed_names(choice.name, known)));
    }
  }
}

void require_comparable(const Scenario& scenario, const std::vector<VariantChoice>& chosen) {
  const auto names = names_of(chosen);
  const std::string& baseline = scenario.baseline().name;
  if (!contains(names, baseline)) {
    throw InputError(chosen.front().place, fmt::format("the baseline {} is not in the list", in_quotes(baseline)));
  }
  for (const Variant& variant : scenario.variants) {
    const auto choice = std::ranges::find(chosen, variant.name, &VariantChoice::name);
    if (choice != chosen.end() && !variant.against.empty() && !contains(names, variant.against)) {
      throw InputError(choice->place, fmt::format("{} is compared with {}, which is not in the list",
                                                  in_quotes(variant.name), in_quotes(variant.against)));
    }
  }
}

}  // namespace

void keep_variants(Scenario& scenario, const std::vector<VariantChoice>& chosen) {
  require_known(scenario, chosen);
  require_comparable(scenario, chosen);
  const auto names = names_of(chosen);
  for (std::size_t v = scenario.variants.size(); v-- > 0;) {
    if (!contains(names, scenario.variants[v].name)) {
      const auto offset = static_cast<std::ptrdiff_t>(v);
      scenario.variants.erase(scenario.variants.begin() + offset);
      for (auto& row : scenario.published_cells) {
        row.erase(row.begin() + offset);
      }
    }
  }
}

}  // namespace loopsim::scenarios
