// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/inputs/any_results.hpp"
#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// A kind of picture, and what makes it of each kind of results; nullptr where these cannot carry it. An empty list says
// that these results in particular have nothing to show.
struct PlotKind {
  template <typename Results>
  using Maker = std::vector<Figure> (*)(const Results&);

  std::string_view name;
  std::string_view description;
  Maker<StoredResult> of_run = nullptr;
  Maker<StoredSweep> of_sweep = nullptr;
  Maker<StoredComparison> of_comparison = nullptr;
  Maker<StoredValidation> of_validation = nullptr;
};

// Every kind, the most telling first.
std::span<const PlotKind> plot_kinds();

// What a kind makes of the results.
std::vector<Figure> figures_of_kind(const PlotKind& kind, const AnyResults& results);

// Of these kinds, by name, or of all that the results can carry if none is given. Throws std::invalid_argument for a
// kind that is not there or that the results cannot carry.
std::vector<Figure> make_figures(const std::vector<std::string>& kinds, const AnyResults& results);

}  // namespace loopsim::analysis
