// SPDX-License-Identifier: GPL-2.0
#include "analysis/experiment.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/process_pool.hpp"
#include "analysis/replication_plan.hpp"
#include "analysis/run_codec.hpp"
#include "analysis/time_series.hpp"
#include "analysis/warm_up.hpp"

namespace loopsim::analysis {
namespace {

ResultTable empty_table(const scenarios::Scenario& scenario) {
  ResultTable table{scenario, {}};
  for (std::size_t c = 0; c < scenario.cases.size(); ++c) {
    for (std::size_t v = 0; v < scenario.variants.size(); ++v) {
      table.cells.push_back({c, v, {}});
    }
  }
  return table;
}

Job make_job(const ResultTable& table, const Cell& cell, std::uint32_t replication, const ExperimentOptions& options) {
  const models::RunOptions run_options{.seed = table.scenario.seed,
                                       .replication = replication,
                                       .mode = options.mode,
                                       .samples = kSamples,
                                       .stage_times = options.stage_times};
  return Job{fmt::format("{}/{}, replication {}", table.workload(cell).name, table.variant(cell).name, replication),
             [&options, run_options, system = table.scenario.system(table.workload(cell), table.variant(cell))] {
               const models::RunResult run = options.runner(system, run_options);
               require_warmed_up(system.job, run);
               return encode(run);
             }};
}

// Runs that are to come, each for the end of its cell's list.
struct Round {
  std::vector<Job> jobs;
  std::vector<std::size_t> cells;
};

Round next_round(const ResultTable& table, const ExperimentOptions& options) {
  const std::vector<int> wanted = replications_by_case(table);
  Round round;
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    const Cell& cell = table.cells[i];
    for (auto replication = static_cast<int>(cell.runs.size()); replication < wanted[cell.case_index]; ++replication) {
      round.jobs.push_back(make_job(table, cell, static_cast<std::uint32_t>(replication), options));
      round.cells.push_back(i);
    }
  }
  return round;
}

// Tells of the runs of all rounds so far.
ProgressCallback progress_after(std::size_t before, const ProgressCallback& progress) {
  if (!progress) {
    return {};
  }
  return [before, &progress](std::size_t done, std::size_t total) { progress(before + done, before + total); };
}

}  // namespace

ResultTable run_scenario(const scenarios::Scenario& scenario, const ExperimentOptions& options) {
  ResultTable table = empty_table(scenario);
  std::size_t done = 0;
  for (Round round = next_round(table, options); !round.jobs.empty(); round = next_round(table, options)) {
    const std::vector<std::string> results =
        run_in_processes(round.jobs, {.workers = options.jobs, .progress = progress_after(done, options.progress)});
    for (std::size_t i = 0; i < results.size(); ++i) {
      table.cells[round.cells[i]].runs.push_back(decode(results[i]));
    }
    done += results.size();
  }
  return table;
}

}  // namespace loopsim::analysis
