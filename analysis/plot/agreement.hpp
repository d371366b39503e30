// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/inputs/stored_validation.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// Simulated against measured rates, on logarithmic axes, with the band of 10 % around agreement. Markers tell what the
// machine file was fitted on from what it predicts. Of a run: its published cells; nothing where it has none.
std::vector<Figure> agreement(const StoredValidation& validation);
std::vector<Figure> agreement(const StoredResult& result);

// The signed error of every row, one below the other, with the same band and markers. Not more than
// kMostErrorRows rows a figure.
inline constexpr std::size_t kMostErrorRows = 50;
std::vector<Figure> errors(const StoredValidation& validation);
std::vector<Figure> errors(const StoredResult& result);

}  // namespace loopsim::analysis
