// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/interval.hpp"
#include "analysis/tunable.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/span.hpp"

namespace loopsim::analysis {

// A number that is moved to see when one design stops being faster than another: a parameter of the machine over its
// range, or any key of a scenario between two values.
struct BreakEvenAxis {
  std::string key;  // as `--set` addresses it
  double low = 0;   // in ns, bytes or plain numbers
  double high = 0;
  std::optional<double> now;  // the value in force, where it is known
  bool logarithmic = true;    // the steps of the search are ratios
  std::function<std::string(double)> text;
  std::function<std::vector<scenarios::Override>(double)> settings;
};

BreakEvenAxis axis_of(const Tunable& tunable);
BreakEvenAxis axis_of(const std::string& key, const scenarios::Span& span);

// Which comparison, and how finely its sign is looked for.
struct BreakEvenQuestion {
  BreakEvenAxis axis;
  std::size_t case_index = 0;
  std::size_t variant_index = 0;
  std::size_t against_index = 0;
  int replications = 5;     // paired; at least 2, else nothing is known about the difference
  int scan = 5;             // values that are tried first, both ends included; at least 2
  double precision = 0.02;  // of the answer: relative, or of the whole axis where that is not logarithmic
};

// The comparison at one value of the axis.
struct BreakEvenPoint {
  double value = 0;
  std::string text;
  Estimate change;  // IOPS of the variant over those of `against`, minus 1

  // Whether the interval of the difference leaves its sign open.
  bool open() const { return !change.interval || (change.interval->low <= 0 && change.interval->high >= 0); }
};

// Where the sign of the difference changes.
struct Flip {
  double value = 0;
  std::string text;
  // The nearest values on both sides at which the sign is certain; an end of the axis where there is none.
  BreakEvenPoint below;
  BreakEvenPoint above;
};

struct BreakEven {
  std::string key;
  std::string variant;
  std::string against;
  std::vector<BreakEvenPoint> points;  // by value: everything that was tried
  std::optional<Flip> flip;            // the one nearest to the value in force
  std::size_t flips = 0;               // sign changes that were seen between the points

  // All points say the same, or no point says anything certain.
  bool undecided() const;
};

// Gives the scenario under settings; scenarios::ScenarioFile::resolve() with those of the command line.
using ScenarioUnder = std::function<scenarios::Scenario(const std::vector<scenarios::Override>&)>;

// Tries values along the axis and then bisects between two neighbours of different sign, each value with paired
// replications on common random numbers. The answer does not depend on options.jobs. Throws what run_scenario() and
// `scenario` throw, and std::invalid_argument for a question outside its bounds.
BreakEven find_break_even(const ScenarioUnder& scenario, const BreakEvenQuestion& question,
                          const ExperimentOptions& options);

// The answer in sentences for people.
std::vector<std::string> sentences(const BreakEven& answer);

}  // namespace loopsim::analysis
