// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

// Replications until every mean is known well enough: the half width of its interval is at most `precision` times the
// mean. Decisions fall between rounds, on all runs of the rounds before, so they do not depend on which run ended
// first.
struct StoppingRule {
  double precision = 0.02;
  int fewest = 5;  // floor: few replications may agree by chance
  int most = 50;   // cap
};

bool is_precise(const Estimate& estimate, double precision);

// How many replications there shall be in total after `done`, of which the estimates are: `done` when all are precise
// or the cap is reached; otherwise as many as the widest interval suggests, which shrinks with their square root, but
// at most twice as many as now and no more than the cap. An estimate without an interval or a finite value asks for
// nothing: more of the same cannot give it one.
int replications_wanted(const StoppingRule& rule, int done, std::span<const Estimate> estimates);

}  // namespace loopsim::analysis
