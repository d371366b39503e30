// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/explain/cell_facts.hpp"
#include "models/run_result.hpp"

namespace loopsim::analysis {

// Where the life of a command goes, in the order of the stages (models/stage.hpp). What a stage means is in `meaning`,
// as the end of "spends its time ...".
struct StageRow {
  std::string_view name;
  std::string_view meaning;
  double mean_ns = 0;  // over all commands, those included that skip the stage
  double share = 0;    // of the latency
  std::optional<double> p99_ns;
};

// The rows sum to the latency, from the start of the submission to fio's reaping.
struct StageTable {
  std::vector<StageRow> rows;
  double latency_ns = 0;
};

StageTable stage_table(const MetricValues& metrics);

// With percentiles, where the run has kept RunResult::stage_times.
StageTable stage_table(const models::RunResult& run);

}  // namespace loopsim::analysis
