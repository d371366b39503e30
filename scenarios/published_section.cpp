// SPDX-License-Identifier: GPL-2.0
#include "scenarios/published_section.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"

namespace loopsim::scenarios {
namespace {

std::size_t index_of(const Value::Member& member, const std::vector<std::string>& names, std::string_view what) {
  const auto found = std::ranges::find(names, member.key);
  if (found == names.end()) {
    throw InputError(member.place, fmt::format("published for an unknown {} {}{}", what, in_quotes(member.key),
                                               allowed_names(member.key, names)));
  }
  return static_cast<std::size_t>(found - names.begin());
}

Published read_cell(const Value& value, const std::vector<std::string>& fitted_on) {
  constexpr double kLeast = 1e-3;
  constexpr double kMost = 1e12;
  Section section(value, {"iops", "row"});
  Published cell;
  cell.iops = section.require("iops").number(kLeast, kMost);
  cell.row = section.require("row").text();
  cell.fitted = contains(fitted_on, cell.row);
  section.finish();
  return cell;
}

}  // namespace

PublishedCells read_published(const std::optional<Value>& section, const Scenario& scenario) {
  PublishedCells cells(scenario.cases.size(), std::vector<std::optional<Published>>(scenario.variants.size()));
  if (!section) {
    return cells;
  }
  const auto case_names = names_of(scenario.cases);
  const auto variant_names = names_of(scenario.variants);
  for (const Value::Member& row : section->members()) {
    auto& case_cells = cells[index_of(row, case_names, "case")];
    for (const Value::Member& cell : row.value.members()) {
      case_cells[index_of(cell, variant_names, "variant")] = read_cell(cell.value, scenario.machine.fitted_on);
    }
  }
  return cells;
}

}  // namespace loopsim::scenarios
