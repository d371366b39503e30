// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loopsim::scenarios {

// Damerau-Levenshtein distance in its optimal string alignment form: the number of insertions, deletions,
// substitutions and swaps of neighbours, no part edited twice, that turn `a` into `b`. Letters differ from their
// capitals.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `name`, whatever the capitals, if at most a third of the letters (rounded up) differ. The
// first of equals.
std::optional<std::string> close_match(std::string_view name, const std::vector<std::string>& candidates);

// The end of an error about an unknown name: "; did you mean 'x'? (allowed: a, b, x)", in alphabetical order, with the
// question only where there is a close match.
std::string allowed_names(std::string_view name, std::vector<std::string> candidates);

}  // namespace loopsim::scenarios
