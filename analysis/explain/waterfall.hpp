// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/experiment.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// What one group of costs has to do with the difference between two designs. The unit is time per I/O, which is 1 over
// IOPS: what a serial resource spends on a command adds up in it.
struct WaterfallStep {
  std::string_view key;
  std::string_view name;
  double first_off = 0;      // ns of the difference that go when this group alone is taken away
  double last_off = 0;       // ns that go when it is taken away after all others
  double ratio_without = 0;  // of IOPS, with this group alone taken away
  double part = 0;           // its part of the difference, see below

  // How much it depends on the others.
  double interaction() const { return last_off - first_off; }
};

// The difference between two designs taken apart by taking groups of machine costs away from both, one at a time. The
// parts and what is left without any of them sum to the difference: a part is the mean of first_off and last_off, and
// what the means sum to too much or too little is taken from the groups in proportion to their interaction.
struct Waterfall {
  std::string variant;
  std::string against;
  double variant_ns = 0;  // time per I/O
  double against_ns = 0;
  std::vector<WaterfallStep> steps;  // the largest part first; groups that nothing hangs on are left out
  double rest = 0;                   // difference that is left when every group is taken away

  double difference() const { return against_ns - variant_ns; }
  double ratio() const { return against_ns / variant_ns; }
};

// Sets the parts of the steps from what was measured.
void share_out(Waterfall& waterfall);

// Simulates `variant` and what it is compared with in one case, with and without each group. `scenario` has that case
// alone, and those two variants. Throws as run_scenario() does.
Waterfall waterfall(const scenarios::Scenario& scenario, const ExperimentOptions& options);

// The runs that it takes, for progress.
std::size_t waterfall_runs(const scenarios::Scenario& scenario);

// In plain English, the whole first.
std::vector<std::string> sentences(const Waterfall& waterfall);

}  // namespace loopsim::analysis
