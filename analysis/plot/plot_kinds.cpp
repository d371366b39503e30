// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/plot_kinds.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "analysis/plot/agreement.hpp"
#include "analysis/plot/bars.hpp"
#include "analysis/plot/changes.hpp"
#include "analysis/plot/heat_map.hpp"
#include "analysis/plot/latency.hpp"
#include "analysis/plot/stages.hpp"
#include "analysis/plot/sweep_lines.hpp"
#include "analysis/plot/sweep_scatter.hpp"
#include "analysis/plot/time_series.hpp"
#include "analysis/plot/utilization.hpp"
#include "scenarios/close_match.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::array kKinds = {
    PlotKind{.name = "bars",
             .description = "rate of every variant with interval, published values beside it",
             .of_run = bars},
    PlotKind{
        .name = "best-map", .description = "which loop policy is best where, and by how much", .of_sweep = best_maps},
    PlotKind{.name = "heat-map",
             .description = "ratio of a variant to the baseline over two to four axes, with the break-even",
             .of_sweep = heat_maps},
    PlotKind{.name = "lines", .description = "rates over an axis of a sweep, with bands", .of_sweep = sweep_lines},
    PlotKind{.name = "scatter", .description = "ratios over the axes of a sample", .of_sweep = sweep_scatter},
    PlotKind{.name = "changes", .description = "change of every workload with interval", .of_comparison = changes},
    PlotKind{.name = "agreement",
             .description = "simulated against measured rates, with the band of 10 %",
             .of_run = agreement,
             .of_validation = agreement},
    PlotKind{.name = "errors",
             .description = "signed error of every measured row",
             .of_run = errors,
             .of_validation = errors},
    PlotKind{.name = "stages", .description = "where a command's time goes, stacked", .of_run = stages},
    PlotKind{.name = "utilization", .description = "how busy workers, CPUs and device are", .of_run = utilization},
    PlotKind{
        .name = "latency-cdf", .description = "cumulative distribution of completion latency", .of_run = latency_cdf},
    PlotKind{.name = "latency-percentiles",
             .description = "completion latency at each percentile",
             .of_run = latency_percentiles},
    PlotKind{.name = "time-series",
             .description = "IOPS, EAGAIN, state SLOW, extents and queue depths over the window",
             .of_run = time_series},
};

template <typename Results>
std::vector<Figure> made_by(PlotKind::Maker<Results> maker, const Results& results) {
  return maker == nullptr ? std::vector<Figure>() : maker(results);
}

struct Make {
  const PlotKind& kind;

  std::vector<Figure> operator()(const StoredResult& results) const { return made_by(kind.of_run, results); }
  std::vector<Figure> operator()(const StoredSweep& results) const { return made_by(kind.of_sweep, results); }
  std::vector<Figure> operator()(const StoredComparison& results) const { return made_by(kind.of_comparison, results); }
  std::vector<Figure> operator()(const StoredValidation& results) const { return made_by(kind.of_validation, results); }
};

const PlotKind& kind_called(const std::string& name) {
  const auto found = std::ranges::find(kKinds, name, &PlotKind::name);
  if (found == kKinds.end()) {
    std::vector<std::string> names;
    names.reserve(kKinds.size());
    for (const PlotKind& kind : kKinds) {
      names.emplace_back(kind.name);
    }
    throw std::invalid_argument(fmt::format("no kind of plot '{}'{}", name, scenarios::allowed_names(name, names)));
  }
  return *found;
}

}  // namespace

std::span<const PlotKind> plot_kinds() { return kKinds; }

std::vector<Figure> figures_of_kind(const PlotKind& kind, const AnyResults& results) {
  return std::visit(Make{kind}, results);
}

std::vector<Figure> make_figures(const std::vector<std::string>& kinds, const AnyResults& results) {
  std::vector<Figure> figures;
  if (kinds.empty()) {
    for (const PlotKind& kind : kKinds) {
      std::ranges::move(figures_of_kind(kind, results), std::back_inserter(figures));
    }
  }
  for (const std::string& name : kinds) {
    std::vector<Figure> made = figures_of_kind(kind_called(name), results);
    if (made.empty()) {
      throw std::invalid_argument(fmt::format("these results carry no plot of kind '{}'", name));
    }
    std::ranges::move(made, std::back_inserter(figures));
  }
  return figures;
}

}  // namespace loopsim::analysis
