// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/side.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

std::vector<std::string> variants_of(const StoredResult& result) {
  std::vector<std::string> names;
  for (const StoredCell& cell : result.cells) {
    if (!scenarios::contains(names, cell.variant)) {
      names.push_back(cell.variant);
    }
  }
  return names;
}

std::vector<std::string> baseline_first(const StoredResult& result) {
  std::vector<std::string> names = variants_of(result);
  const auto baseline = std::ranges::find_if(result.cells, &StoredCell::baseline);
  if (baseline != result.cells.end()) {
    const auto at = std::ranges::find(names, baseline->variant);
    std::rotate(names.begin(), at, at + 1);
  }
  return names;
}

// The one variant of a side, or nothing if it has several.
std::string only_variant(const Side& side) {
  if (!side.variant.empty()) {
    return side.variant;
  }
  const std::vector<std::string> names = variants_of(*side.result);
  return names.size() == 1 ? names.front() : "";
}

std::vector<const StoredCell*> cells_of(const Side& side) {
  std::vector<const StoredCell*> cells;
  for (const StoredCell& cell : side.result->cells) {
    if (side.variant.empty() || cell.variant == side.variant) {
      cells.push_back(&cell);
    }
  }
  return cells;
}

}  // namespace

Matching match(const Side& before, const Side& after) {
  const bool by_case_alone = !only_variant(before).empty() && !only_variant(after).empty();
  const auto name_in = [](const Side& side, const StoredCell& cell) {
    return fmt::format("{}: {}/{}", side.label, cell.case_name, cell.variant);
  };
  Matching matching;
  std::vector<const StoredCell*> left = cells_of(after);
  for (const StoredCell* cell : cells_of(before)) {
    const auto found = std::ranges::find_if(left, [&](const StoredCell* other) {
      return other->case_name == cell->case_name && (by_case_alone || other->variant == cell->variant);
    });
    if (found == left.end()) {
      matching.unmatched.push_back(name_in(before, *cell));
    } else {
      matching.pairs.push_back({cell, *found});
      left.erase(found);
    }
  }
  for (const StoredCell* cell : left) {
    matching.unmatched.push_back(name_in(after, *cell));
  }
  return matching;
}

std::vector<Side> variant_sides(const StoredResult& result, const std::vector<std::string>& names) {
  const std::vector<std::string> known = variants_of(result);
  const scenarios::Place place{result.directory.string(), 0, 0};
  for (const std::string& name : names) {
    if (!scenarios::contains(known, name)) {
      throw scenarios::InputError(
          place, fmt::format("no variant {}{}", scenarios::in_quotes(name), scenarios::allowed_names(name, known)));
    }
  }
  if (names.empty() && known.size() < 2) {
    throw scenarios::InputError(place, "its only variant has nothing to be compared with");
  }
  std::vector<Side> sides;
  for (const std::string& name : names.empty() ? baseline_first(result) : names) {
    sides.push_back({name, &result, name});
  }
  return sides;
}

}  // namespace loopsim::analysis
