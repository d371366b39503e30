// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analysis/labels.hpp"
#include "analysis/metrics.hpp"
#include "analysis/outputs/job_metrics.hpp"
#include "analysis/outputs/json_of_estimate.hpp"
#include "analysis/outputs/json_provenance.hpp"
#include "analysis/outputs/writers.hpp"
#include "analysis/quantile_interval.hpp"
#include "analysis/statistics.hpp"
#include "analysis/stopping_rule.hpp"

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

Json json_warm_up(const std::optional<WarmUp>& warm_up) {
  if (!warm_up) {
    return nullptr;
  }
  return {{"cut_ns", warm_up->cut},
          {"fraction", warm_up->fraction},
          {"shift", warm_up->shift},
          {"p_value", warm_up->p_value}};
}

Json json_quantile(const std::string& name, const std::optional<Estimate>& estimate) {
  Json object = json_of_estimate(estimate);
  if (!object.is_null()) {
    object.erase("mean");
    object[name] = estimate->value;
  }
  return object;
}

// Percentiles of latency: over all I/Os, and the median of those of the replications. Distribution-free intervals.
Json json_quantiles(const CellSummary& summary) {
  const sim::Histogram all = clat(summary.total);
  Json object = Json::object();
  for (const auto& [name, per_cent] : {std::pair{"clat_p50_ns", 50.0}, {"clat_p99_ns", 99.0}, {"clat_p999_ns", 99.9}}) {
    std::vector<double> of_runs;
    for (const models::RunResult& run : summary.cell->runs) {
      if (const double value = metric(name).value(run); std::isfinite(value)) {
        of_runs.push_back(value);
      }
    }
    object[name] = {
        {"all_ios", json_quantile("value", estimate_quantile(all, per_cent / 100))},
        {"replications", of_runs.empty() ? Json(nullptr) : json_quantile("median", estimate_quantile(of_runs, 0.5))}};
  }
  return object;
}

// Nothing but what jobs.csv has, by the same names.
Json json_jobs(const models::RunResult& run) {
  Json jobs = Json::array();
  for (const models::JobResult& job : run.jobs) {
    Json object = Json::object();
    for (const JobMetric& metric : job_metrics()) {
      object[metric.name] = json_number(metric.value(job, run.window), metric.format);
    }
    jobs.push_back(std::move(object));
  }
  return jobs;
}

Json json_runs(const CellSummary& summary) {
  const Cell& cell = *summary.cell;
  Json runs = Json::array();
  for (std::size_t replication = 0; replication < cell.runs.size(); ++replication) {
    const models::RunResult& run = cell.runs[replication];
    runs.push_back({{"replication", replication},
                    {"digest", format_digest(run.digest)},
                    {"events", run.events},
                    {"warm_up", json_warm_up(summary.warm_ups[replication])},
                    {"metrics", json_metrics(run)}});
    if (!run.jobs.empty()) {
      runs.back()["jobs"] = json_jobs(run);
    }
  }
  return runs;
}

Json json_precision(const ResultTable& table, const CellSummary& summary) {
  const auto& precision = table.scenario.precision;
  return precision ? Json(is_precise(summary.iops, precision->per_cent / 100)) : Json(nullptr);
}

Json json_cell(const ResultTable& table, const CellSummary& summary) {
  const scenarios::Variant& variant = table.variant(*summary.cell);
  return {{"case", table.workload(*summary.cell).name},
          {"variant", variant.name},
          {"policy", policy_label(variant.design)},
          {"baseline", variant.baseline},
          {"note", variant.note},
          {"iops", json_of_estimate(summary.iops)},
          {"iops_interval", summary.cell->runs.size() > 1 ? "replications" : "batch means"},
          {"precision_reached", json_precision(table, summary)},
          {"ratio", json_of_estimate(summary.ratio)},
          {"published", json_published(summary.comparison)},
          {"metrics", json_metrics(summary.total)},
          {"read", {{"clat_ns", {{"bins", json_bins(summary.total.read_clat)}}}}},
          {"write", {{"clat_ns", {{"bins", json_bins(summary.total.write_clat)}}}}},
          {"trim", {{"clat_ns", {{"bins", json_bins(summary.total.trim_clat)}}}}},
          {"quantiles", json_quantiles(summary)},
          {"runs", json_runs(summary)}};
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

Json json_origin(const ResultTable& table, const Provenance& provenance) {
  Json origin = json_provenance(provenance);
  origin["seed"] = table.scenario.seed;
  origin["replications"] = table.scenario.replications;
  origin["resolved_scenario"] = provenance.resolved_scenario;
  return origin;
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
                         {"provenance", json_origin(table, provenance)},
                         {"units", json_units()},
                         {"cells", std::move(cells)},
                         {"performance", json_performance(table)}};
  // A command line or a note may hold bytes that are not UTF-8.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace loopsim::analysis
