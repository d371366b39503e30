// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/inputs/stored_result.hpp"

namespace loopsim::analysis {

// One of the sides of a comparison: a whole result, or one of its variants.
struct Side {
  std::string label;
  const StoredResult* result = nullptr;
  std::string variant;  // empty for all of them
};

// A workload on both sides. Points into their results.
struct CellPair {
  const StoredCell* before = nullptr;
  const StoredCell* after = nullptr;
};

// Two results side by side: the cells whose case and variant have the same names, in the order of `before`. Variants
// that were chosen, or are the only ones of their results, stand for each other whatever their names. Cells that only
// one side has are named in `unmatched`, as label: case/variant.
struct Matching {
  std::vector<CellPair> pairs;
  std::vector<std::string> unmatched;
};
Matching match(const Side& before, const Side& after);

// Variants of one result as sides, in the order of the names; without names all of them, the baseline first. Throws
// scenarios::InputError for a name that the result does not have, and without names for a result with one variant.
std::vector<Side> variant_sides(const StoredResult& result, const std::vector<std::string>& names);

}  // namespace loopsim::analysis
