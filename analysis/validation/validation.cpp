// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/validation.hpp"

#include <cmath>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include "analysis/metrics.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/run_codec.hpp"
#include "analysis/run_sum.hpp"
#include "analysis/statistics.hpp"
#include "analysis/validation/demerit.hpp"

namespace loopsim::analysis {
namespace {

using Runs = std::vector<models::RunResult>;

Job make_job(const ValidationPlan& plan, const PlannedRow& row, std::uint32_t replication,
             const ExperimentOptions& options) {
  const models::RunOptions run_options{.seed = plan.seed, .replication = replication, .mode = options.mode};
  return Job{fmt::format("{}, replication {}", row.name, replication),
             [&options, run_options, &row] { return encode(options.runner(row.system, run_options)); }};
}

// The simulated latency at the percentiles that were measured. The models keep completion latency; a total one adds the
// mean of the submission.
std::vector<Percentile> simulated_percentiles(const Measurement& measured, const models::RunResult& run) {
  const sim::Histogram completion = clat(run);
  const double submission = measured.latency_kind == LatencyKind::total ? metric("slat_mean_ns").value(run) : 0;
  std::vector<Percentile> percentiles;
  percentiles.reserve(measured.percentiles.size());
  for (const Percentile& point : measured.percentiles) {
    percentiles.push_back({point.per_cent, static_cast<double>(completion.percentile(point.per_cent)) + submission});
  }
  return percentiles;
}

std::optional<double> demerit_of(const Measurement& measured, const models::RunResult& run) {
  if (run.reads + run.writes + run.trims == 0) {
    return std::nullopt;
  }
  // A mean of the total latency is no scale for percentiles of another.
  const bool same_kind = measured.latency_kind == LatencyKind::total;
  return demerit(measured.percentiles, simulated_percentiles(measured, run),
                 same_kind ? measured.latency_mean_ns : std::nullopt);
}

ValidatedRow judge(const PlannedRow& planned, const Runs& runs) {
  std::vector<double> rates;
  rates.reserve(runs.size());
  for (const models::RunResult& run : runs) {
    rates.push_back(iops(run));
  }
  ValidatedRow row{planned, estimate_mean(rates), 0, demerit_of(planned.measured, sum_of_runs(runs))};
  row.error = row.simulated.value / planned.measured.iops - 1;
  return row;
}

std::vector<const ValidatedRow*> rows_of(const std::vector<ValidatedRow>& rows, const std::string& machine) {
  std::vector<const ValidatedRow*> chosen;
  for (const ValidatedRow& row : rows) {
    if (row.planned.machine == machine) {
      chosen.push_back(&row);
    }
  }
  return chosen;
}

std::vector<const ValidatedRow*> pointers_to(const std::vector<ValidatedRow>& rows) {
  std::vector<const ValidatedRow*> pointers;
  pointers.reserve(rows.size());
  for (const ValidatedRow& row : rows) {
    pointers.push_back(&row);
  }
  return pointers;
}

}  // namespace

ValidationReport validate(const ValidationPlan& plan, const ExperimentOptions& options) {
  const auto replications = static_cast<std::uint32_t>(plan.replications);
  std::vector<Job> jobs;
  for (const PlannedRow& row : plan.rows) {
    for (std::uint32_t replication = 0; replication < replications; ++replication) {
      jobs.push_back(make_job(plan, row, replication, options));
    }
  }
  const std::vector<std::string> results =
      run_in_processes(jobs, {.workers = options.jobs, .progress = options.progress});

  ValidationReport report{plan.name, plan.question, plan.replications, plan.seed, {}, {},
                          {},        plan.left_out, plan.notes};
  auto result = results.begin();
  for (const PlannedRow& row : plan.rows) {
    Runs runs;
    for (std::uint32_t replication = 0; replication < replications; ++replication) {
      runs.push_back(decode(*result++));
    }
    report.rows.push_back(judge(row, runs));
  }
  for (const std::string& machine : plan.machines) {
    if (const auto rows = rows_of(report.rows, machine); !rows.empty()) {
      report.machines.push_back(summarize_validation(machine, rows));
    }
  }
  report.all = summarize_validation("", pointers_to(report.rows));
  return report;
}

}  // namespace loopsim::analysis
