// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>

#include "analysis/number_format.hpp"
#include "models/run_result.hpp"

namespace loopsim::analysis {

// What files say of one job of a run, where the case has no group_reporting.
struct JobMetric {
  const char* name;
  NumberFormat format;
  double (*value)(const models::JobResult& job, sim::SimTime window);
};

std::span<const JobMetric> job_metrics();

}  // namespace loopsim::analysis
