// SPDX-License-Identifier: GPL-2.0
#include "scenarios/precision.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

void read_replications(Section& top, Scenario& scenario) {
  const auto fewest = top.find("replications");
  if (fewest) {
    scenario.replications = fewest->small_integer(1, kMostReplications);
  }
  const auto per_cent = top.find("precision");
  if (!per_cent) {
    if (top.peek("max_replications")) {
      top.refuse("max_replications", "only a 'precision' asks for more than 'replications'");
    }
    return;
  }
  if (!fewest) {
    scenario.replications = kFewestForPrecision;
  }
  Precision& precision = scenario.precision.emplace();
  precision.per_cent = per_cent->per_cent(kFinestPrecision, kCoarsestPrecision);
  const auto most = top.find("max_replications");
  precision.most = most ? most->small_integer(1, kMostReplications) : std::max(precision.most, scenario.replications);
  check_precision(scenario, most ? most->place() : per_cent->place());
}

void check_precision(const Scenario& scenario, const Place& blame) {
  if (!scenario.precision) {
    return;
  }
  if (scenario.replications < 2) {
    throw InputError(blame, "precision: expected at least 2 replications to judge it by, got 1");
  }
  if (scenario.precision->most < scenario.replications) {
    throw InputError(blame, fmt::format("max_replications: expected at least replications, {}, got {}",
                                        scenario.replications, scenario.precision->most));
  }
}

}  // namespace loopsim::scenarios
