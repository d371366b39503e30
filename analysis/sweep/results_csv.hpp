// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>

#include "analysis/sweep/manifest.hpp"
#include "analysis/sweep/plan.hpp"
#include "analysis/sweep/point_store.hpp"
#include "scenarios/sweep.hpp"

namespace loopsim::analysis {

// results.csv of the points of a plan, all of which the store has, with its manifest: a row for each point, case and
// variant; the number of the point and its axes come first, then the columns of summary.csv. The bytes depend on the
// plan alone.
void write_results_csv(const std::filesystem::path& directory, const scenarios::Sweep& sweep, const SweepPlan& plan,
                       const PointStore& store, const Manifest& manifest);

// Takes away results that are no longer, or not yet, those of the sweep.
void remove_results_csv(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
