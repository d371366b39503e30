// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/sensitivity/cube_model.hpp"
#include "analysis/sensitivity/output_choice.hpp"
#include "analysis/tunable.hpp"

namespace loopsim::analysis {

// An output of one case of a scenario over the ranges of parameters of its machine. Every point is simulated on the
// same seed and streams, so that points differ in what is moved and not by chance. Refers to what it is given, which
// must outlive it. Calling the model throws JobError, which names the point, for a run that fails or gives no value.
CubeModel scenario_model(const scenarios::Scenario& scenario, std::size_t case_index, const OutputChoice& output,
                         const std::vector<Tunable>& tunables, const ExperimentOptions& options);

}  // namespace loopsim::analysis
