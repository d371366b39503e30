// SPDX-License-Identifier: GPL-2.0
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/labels.hpp"
#include "analysis/metrics.hpp"
#include "analysis/outputs/writers.hpp"
#include "analysis/statistics.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::ordered_json;

// Counts as integers, and null for what does not exist.
Json json_number(double value, NumberFormat format) {
  if (!std::isfinite(value)) {
    return nullptr;
  }
  return format == NumberFormat::count ? Json(std::llround(value)) : Json(value);
}

Json json_metrics(const models::RunResult& run) {
  Json object = Json::object();
  for (const Metric& metric : metrics()) {
    object[metric.name] = json_number(metric.value(run), metric.format);
  }
  return object;
}

Json json_units() {
  Json object = Json::object();
  for (const Metric& metric : metrics()) {
    object[metric.name] = metric.unit;
  }
  return object;
}

Json json_estimate(const std::optional<Estimate>& estimate) {
  if (!estimate || !std::isfinite(estimate->value)) {
    return nullptr;
  }
  Json object = {{"mean", estimate->value}, {"ci_low", nullptr}, {"ci_high", nullptr}};
  if (estimate->interval) {
    object["ci_low"] = estimate->interval->low;
    object["ci_high"] = estimate->interval->high;
  }
  return object;
}

Json json_published(const std::optional<Comparison>& comparison) {
  if (!comparison) {
    return nullptr;
  }
  return {{"iops", comparison->published.iops},
          {"row", comparison->published.row},
          {"error", comparison->error},
          {"fitted", comparison->published.fitted}};
}

// As fio's json+ writes them: the value in ns that a bin stands for, and how many completions fell into it.
Json json_bins(const sim::Histogram& clat) {
  Json bins = Json::object();
  clat.for_each_bucket([&](sim::SimTime value, std::uint64_t count) { bins[std::to_string(value)] = count; });
  return bins;
}

Json json_runs(const Cell& cell) {
  Json runs = Json::array();
  for (std::size_t replication = 0; replication < cell.runs.size(); ++replication) {
    const models::RunResult& run = cell.runs[replication];
    runs.push_back({{"replication", replication},
                    {"digest", format_digest(run.digest)},
                    {"events", run.events},
                    {"metrics", json_metrics(run)}});
  }
  return runs;
}

Json json_cell(const ResultTable& table, const CellSummary& summary) {
  const scenarios::Variant& variant = table.variant(*summary.cell);
  return {{"case", table.workload(*summary.cell).name},
          {"variant", variant.name},
          {"policy", policy_label(variant.design)},
          {"baseline", variant.baseline},
          {"note", variant.note},
          {"iops", json_estimate(summary.iops)},
          {"ratio", json_estimate(summary.ratio)},
          {"published", json_published(summary.comparison)},
          {"metrics", json_metrics(summary.total)},
          {"read", {{"clat_ns", {{"bins", json_bins(summary.total.read_clat)}}}}},
          {"write", {{"clat_ns", {{"bins", json_bins(summary.total.write_clat)}}}}},
          {"runs", json_runs(*summary.cell)}};
}

// Simulated I/Os per wall-clock second of one process: the median over the runs.
Json json_performance(const ResultTable& table) {
  std::vector<double> speeds;
  double wall_seconds = 0;
  for (const Cell& cell : table.cells) {
    for (const models::RunResult& run : cell.runs) {
      wall_seconds += run.wall_seconds;
      if (run.wall_seconds > 0) {
        speeds.push_back(static_cast<double>(run.ios) / run.wall_seconds);
      }
    }
  }
  return {{"ios_per_second", speeds.empty() ? Json(nullptr) : Json(median(speeds))}, {"wall_seconds", wall_seconds}};
}

Json json_provenance(const ResultTable& table, const Provenance& provenance) {
  return {{"version", provenance.version},
          {"compiler", provenance.compiler},
          {"build_type", provenance.build_type},
          {"engine_mode", provenance.engine_mode},
          {"command_line", provenance.command_line},
          {"seed", table.scenario.seed},
          {"replications", table.scenario.replications},
          {"resolved_scenario", provenance.resolved_scenario}};
}

}  // namespace

std::string summary_json(const ResultTable& table, std::span<const CellSummary> summaries,
                         const Provenance& provenance) {
  Json cells = Json::array();
  for (const CellSummary& summary : summaries) {
    cells.push_back(json_cell(table, summary));
  }
  const Json document = {{"generator", "loopsim"},
                         {"scenario", table.scenario.name},
                         {"question", table.scenario.question},
                         {"provenance", json_provenance(table, provenance)},
                         {"units", json_units()},
                         {"cells", std::move(cells)},
                         {"performance", json_performance(table)}};
  // A command line or a note may hold bytes that are not UTF-8.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace loopsim::analysis
