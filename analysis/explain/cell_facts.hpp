// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/summary.hpp"
#include "models/config.hpp"
#include "models/run_result.hpp"

namespace loopsim::analysis {

// Metrics by name (analysis/metrics.hpp), of one run, of a sum of runs, or of a cell of summary.json.
class MetricValues {
 public:
  MetricValues() = default;
  explicit MetricValues(std::map<std::string, double, std::less<>> values) : values_(std::move(values)) {}
  explicit MetricValues(const models::RunResult& run);

  // 0 for a metric that does not exist, as a mean over nothing: what did not happen explains nothing.
  double operator[](std::string_view name) const;

 private:
  std::map<std::string, double, std::less<>> values_;
};

// All that the explanation of one case under one variant is made from. It can be filled from a run as well as from the
// files of a result directory: resolved.yaml has the system, summary.json the rest.
struct CellFacts {
  std::string case_name;
  std::string variant;
  std::string against;  // the variant that `ratio` refers to; its own name for the baseline itself
  models::SystemSpec system;
  MetricValues metrics;
  Estimate iops;
  std::optional<Estimate> ratio;
};

// One for each summary, in their order.
std::vector<CellFacts> facts_of(const ResultTable& table, std::span<const CellSummary> summaries);

}  // namespace loopsim::analysis
