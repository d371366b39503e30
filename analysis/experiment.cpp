// SPDX-License-Identifier: GPL-2.0
#include "analysis/experiment.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/process_pool.hpp"
#include "analysis/run_codec.hpp"

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
  const models::RunOptions run_options{.seed = table.scenario.seed, .replication = replication, .mode = options.mode};
  return Job{fmt::format("{}/{}, replication {}", table.workload(cell).name, table.variant(cell).name, replication),
             [&options, run_options, system = table.scenario.system(table.workload(cell), table.variant(cell))] {
               return encode(options.runner(system, run_options));
             }};
}

}  // namespace

ResultTable run_scenario(const scenarios::Scenario& scenario, const ExperimentOptions& options) {
  ResultTable table = empty_table(scenario);
  const auto replications = static_cast<std::uint32_t>(scenario.replications);

  std::vector<Job> jobs;
  for (const Cell& cell : table.cells) {
    for (std::uint32_t replication = 0; replication < replications; ++replication) {
      jobs.push_back(make_job(table, cell, replication, options));
    }
  }
  const std::vector<std::string> results =
      run_in_processes(jobs, {.workers = options.jobs, .progress = options.progress});

  auto result = results.begin();
  for (Cell& cell : table.cells) {
    for (std::uint32_t replication = 0; replication < replications; ++replication) {
      cell.runs.push_back(decode(*result++));
    }
  }
  return table;
}

}  // namespace loopsim::analysis
