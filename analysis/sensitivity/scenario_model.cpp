// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/scenario_model.hpp"

#include <cmath>
#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "analysis/process_pool.hpp"
#include "analysis/run_codec.hpp"

namespace loopsim::analysis {
namespace {

std::string point_name(const std::vector<Tunable>& tunables, const std::vector<double>& point) {
  std::string name;
  for (std::size_t i = 0; i < tunables.size(); ++i) {
    name += fmt::format("{}{}={}", name.empty() ? "" : ", ", tunables[i].name(),
                        tunables[i].text(tunables[i].at(point[i])));
  }
  return name;
}

// One point in a process of its own, which a signal from the terminal reaches as it reaches the parent; the parent
// decides. All the variants and replications of a point make one number.
double simulate(scenarios::Scenario scenario, std::size_t case_index, const OutputChoice& output,
                const std::vector<Tunable>& tunables, const std::vector<double>& point,
                const ExperimentOptions& options) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  for (std::size_t i = 0; i < tunables.size(); ++i) {
    scenario.machine = tunables[i].applied(scenario.machine, tunables[i].at(point[i]));
  }
  // A run ends with its process, so each has one of its own here too.
  std::vector<Job> jobs;
  for (const std::size_t variant : output.variants()) {
    const models::SystemSpec system = scenario.system(scenario.cases.at(case_index), scenario.variants.at(variant));
    for (int replication = 0; replication < scenario.replications; ++replication) {
      const models::RunOptions run{
          .seed = scenario.seed, .replication = static_cast<std::uint32_t>(replication), .mode = options.mode};
      jobs.push_back(
          {scenario.variants[variant].name, [&options, system, run] { return encode(options.runner(system, run)); }});
    }
  }
  const std::vector<std::string> results = run_in_processes(jobs, {});
  std::vector<std::vector<models::RunResult>> runs(output.variants().size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    runs[i / static_cast<std::size_t>(scenario.replications)].push_back(decode(results[i]));
  }
  const double value = output.value(runs);
  if (!std::isfinite(value)) {
    throw std::runtime_error(fmt::format("no value for {}", output.text()));
  }
  return value;
}

}  // namespace

CubeModel scenario_model(const scenarios::Scenario& scenario, std::size_t case_index, const OutputChoice& output,
                         const std::vector<Tunable>& tunables, const ExperimentOptions& options) {
  return [&, case_index](const scenarios::UnitPoints& points) {
    std::vector<Job> jobs;
    for (const std::vector<double>& point : points) {
      jobs.push_back({point_name(tunables, point), [&, point, case_index] {
                        // %a: all bits of it.
                        return fmt::format("{:a}", simulate(scenario, case_index, output, tunables, point, options));
                      }});
    }
    std::vector<double> values;
    for (const std::string& text : run_in_processes(jobs, {.workers = options.jobs, .progress = options.progress})) {
      values.push_back(std::stod(text));
    }
    return values;
  };
}

}  // namespace loopsim::analysis
