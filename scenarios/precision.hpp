// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::scenarios {

struct Place;
struct Scenario;
class Section;

// To repeat cells until their means are known to `per_cent` of themselves, at 95 % confidence, in at most `most`
// replications; the scenario's `replications` are the fewest.
struct Precision {
  double per_cent = 2;
  int most = 50;
};

inline constexpr int kMostReplications = 1000;
inline constexpr double kFinestPrecision = 0.01;  // per cent
inline constexpr double kCoarsestPrecision = 50;

// Where a scenario with a precision says nothing else: a standard deviation of fewer is little more than a guess.
inline constexpr int kFewestForPrecision = 5;

// The keys replications, precision and max_replications. Throws InputError.
void read_replications(Section& top, Scenario& scenario);

// Throws InputError at `blame` for a precision with fewer than two replications, or a cap below the floor.
void check_precision(const Scenario& scenario, const Place& blame);

}  // namespace loopsim::scenarios
