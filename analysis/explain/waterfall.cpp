// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/waterfall.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "analysis/explain/cost_groups.hpp"
#include "analysis/explain/phrases.hpp"
#include "analysis/statistics.hpp"

namespace loopsim::analysis {
namespace {

// Time per I/O of the two designs.
struct Pair {
  double variant = 0;
  double against = 0;

  double difference() const { return against - variant; }
};

double time_per_io(const Cell& cell) {
  const double iops = mean(iops_of_runs(cell));
  if (!(iops > 0)) {
    throw std::runtime_error("no I/O was done, so there is no difference to take apart");
  }
  return 1e9 / iops;
}

// The runs of a series of experiments, counted as one.
class Series {
 public:
  Series(const scenarios::Scenario& scenario, const ExperimentOptions& options)
      : scenario_(scenario), options_(options), total_(waterfall_runs(scenario)) {}

  Pair measure(const scenarios::Machine& machine) {
    scenarios::Scenario changed = scenario_;
    changed.machine = machine;
    ExperimentOptions options = options_;
    if (options_.progress) {
      options.progress = [this](std::size_t done, std::size_t) { options_.progress(before_ + done, total_); };
    }
    const ResultTable table = run_scenario(changed, options);
    before_ += table.cells.front().runs.size() * table.cells.size();
    Pair pair;
    for (const Cell& cell : table.cells) {
      (&table.baseline(cell) == &cell ? pair.against : pair.variant) = time_per_io(cell);
    }
    return pair;
  }

 private:
  const scenarios::Scenario& scenario_;
  const ExperimentOptions& options_;
  std::size_t total_;
  std::size_t before_ = 0;
};

scenarios::Machine without_all_but(scenarios::Machine machine, const CostGroup* kept) {
  for (const CostGroup& group : cost_groups()) {
    if (&group != kept) {
      machine = without(std::move(machine), group);
    }
  }
  return machine;
}

}  // namespace

void share_out(Waterfall& waterfall) {
  double left = waterfall.difference() - waterfall.rest;
  double interactions = 0;
  for (WaterfallStep& step : waterfall.steps) {
    step.part = (step.first_off + step.last_off) / 2;
    left -= step.part;
    interactions += std::abs(step.interaction());
  }
  for (WaterfallStep& step : waterfall.steps) {
    step.part += interactions > 0 ? left * std::abs(step.interaction()) / interactions
                                  : left / static_cast<double>(waterfall.steps.size());
  }
}

std::size_t waterfall_runs(const scenarios::Scenario& scenario) {
  const std::size_t experiments = 2 + 2 * cost_groups().size();
  return experiments * scenario.variants.size() * static_cast<std::size_t>(scenario.replications);
}

Waterfall waterfall(const scenarios::Scenario& scenario, const ExperimentOptions& options) {
  if (scenario.cases.size() != 1 || scenario.variants.size() != 2) {
    throw std::invalid_argument("a waterfall takes the difference of two variants in one case apart");
  }
  Series series(scenario, options);
  const Pair whole = series.measure(scenario.machine);
  const Pair nothing = series.measure(without_all_but(scenario.machine, nullptr));
  Waterfall result{.variant = (scenario.variants[0].baseline ? scenario.variants[1] : scenario.variants[0]).name,
                   .against = scenario.baseline().name,
                   .variant_ns = whole.variant,
                   .against_ns = whole.against,
                   .steps = {},
                   .rest = nothing.difference()};
  for (const CostGroup& group : cost_groups()) {
    const Pair alone = series.measure(without(scenario.machine, group));
    const Pair last = series.measure(without_all_but(scenario.machine, &group));
    WaterfallStep step{.key = group.key,
                       .name = group.name,
                       .first_off = whole.difference() - alone.difference(),
                       .last_off = last.difference() - nothing.difference(),
                       .ratio_without = alone.against / alone.variant};
    if (step.first_off != 0 || step.last_off != 0) {
      result.steps.push_back(step);
    }
  }
  share_out(result);
  std::ranges::stable_sort(result.steps, std::ranges::greater{},
                           [](const WaterfallStep& step) { return std::abs(step.part); });
  return result;
}

}  // namespace loopsim::analysis
