// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/sensitivity/morris.hpp"
#include "analysis/sensitivity/output_choice.hpp"
#include "analysis/sensitivity/sobol.hpp"
#include "analysis/tunable.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// What is asked: of which parameters an output depends, and how much.
struct SensitivityRequest {
  std::size_t case_index = 0;
  OutputChoice output;
  std::vector<Tunable> tunables;  // at least one
  std::size_t trajectories = 10;  // of Morris's screening
  std::size_t samples = 128;      // of the Sobol indices; 0: screening only
  std::size_t most = 8;           // parameters that go on from the one to the other, those that matter most
};

struct ParameterSensitivity {
  Tunable tunable;
  ElementaryEffects effects;
  std::optional<SobolIndices> indices;
};

// How an output depends on the costs. Parameters are in the order of mu*.
struct Sensitivity {
  std::string scenario;
  std::string workload;
  std::string output;
  std::size_t trajectories = 0;
  std::size_t samples = 0;
  std::vector<ParameterSensitivity> parameters;
  std::optional<SobolResult> sobol;  // of the parameters that went on
};

// Costs of the machine with a range, and parameters of the devices that the output's variants use, but for those that
// the kernel's source says.
std::vector<Tunable> tunables_for(const scenarios::Scenario& scenario, const OutputChoice& output);

// Screens all parameters, then splits the output's variance among those that matter, the others staying as they are.
// The result does not depend on options.jobs. Throws what scenario_model() throws.
Sensitivity analyse_sensitivity(const scenarios::Scenario& scenario, const SensitivityRequest& request,
                                const ExperimentOptions& options);

// For people, at most kTextWidth wide.
std::string sensitivity_text(const Sensitivity& sensitivity);

// A row for each parameter.
std::string sensitivity_csv(const Sensitivity& sensitivity);

}  // namespace loopsim::analysis
