// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/stage_table.hpp"

#include <array>
#include <numeric>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

// In the order of models::Stage.
constexpr std::array<std::string_view, models::kStages> kMeanings = {
    "being submitted",
    "waiting for a tag",
    "in NOWAIT attempts",
    "on the worker's list",
    "in the kworker's hands",
    "queued at the device",
    "in service at the device",
    "in the interrupt",
    "on the completion workqueue",
    "completing in softirq",
    "on the upper file system's completion workqueue",
    "completed, until fio reaps it",
};

StageTable with_shares(std::vector<StageRow> rows) {
  const double latency =
      std::accumulate(rows.begin(), rows.end(), 0.0, [](double sum, const StageRow& row) { return sum + row.mean_ns; });
  for (StageRow& row : rows) {
    row.share = latency > 0 ? row.mean_ns / latency : 0;
  }
  return {std::move(rows), latency};
}

}  // namespace

StageTable stage_table(const MetricValues& metrics) {
  std::vector<StageRow> rows;
  for (std::size_t stage = 0; stage < models::kStages; ++stage) {
    const std::string_view name = models::kStageNames[stage];
    rows.push_back({.name = name,
                    .meaning = kMeanings[stage],
                    .mean_ns = metrics[fmt::format("stage_{}_ns", name)],
                    .share = 0,
                    .p99_ns = std::nullopt});
  }
  return with_shares(std::move(rows));
}

StageTable stage_table(const models::RunResult& run) {
  StageTable table = stage_table(MetricValues(run));
  for (std::size_t stage = 0; stage < run.stage_times.size(); ++stage) {
    if (run.stage_times[stage].count() > 0) {
      table.rows[stage].p99_ns = static_cast<double>(run.stage_times[stage].percentile(99));
    }
  }
  return table;
}

}  // namespace loopsim::analysis
