// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "analysis/calibration/fit_problem.hpp"

namespace loopsim::analysis {

// A minimum and the parameters that reach it; the others are as the base has them.
struct Minimum {
  LeastSquaresFit fit;
  ParameterChoice choice;
};

// Where a fit started, and where that led.
struct SearchedStart {
  std::string from;
  double cost_at_start = 0;
  std::optional<double> cost_screened;  // after some steps with all visible parameters free
  std::optional<Minimum> minimum;       // none where the screening was the end
};

// Looks, at the end of a fit, which rows the visible parameters change there, chooses the parameters anew among them,
// puts those that are out back to the base's value and fits the others from where they are, until the choice stays the
// same and the fit has converged, twice at most. `free` is what the fit moved.
Minimum settled(FitProblem& problem, LeastSquaresFit fit, const std::vector<Eigen::Index>& free,
                const std::vector<Eigen::Index>& visible);

// Starts from the base and from points that fill the ranges of the visible parameters evenly (a Latin hypercube of the
// seed), `count` in all: a look and some steps with every visible parameter free from each, and a fit from those that
// are then lowest, half of them and no more than four.
std::vector<SearchedStart> search_starts(FitProblem& problem, const std::vector<Eigen::Index>& visible,
                                         std::size_t count, std::uint64_t seed);

}  // namespace loopsim::analysis
