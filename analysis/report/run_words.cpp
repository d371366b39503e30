// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/run_words.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "analysis/explain/answer.hpp"
#include "analysis/explain/sentences.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {
namespace {

std::string times(double ratio) { return fit_number(ratio, 3, 6) + "X"; }

// The answer in numbers alone.
std::string numbers_of(const CaseCells& cells) {
  const StoredCell* best = nullptr;
  const StoredCell* worst = nullptr;
  const StoredCell* baseline = nullptr;
  for (const StoredCell* cell : cells.cells) {
    if (cell->baseline) {
      baseline = cell;
    } else if (cell->ratio && cell->policy != "raw" && cell->policy != "file") {
      best = best == nullptr || cell->ratio->value > best->ratio->value ? cell : best;
      worst = worst == nullptr || cell->ratio->value < worst->ratio->value ? cell : worst;
    }
  }
  if (best == nullptr || baseline == nullptr) {
    return "There is nothing to compare.";
  }
  std::string text =
      fmt::format("{} does {} the I/O of {}", best->variant, times(best->ratio->value), baseline->variant);
  if (best->ratio->interval) {
    text +=
        fmt::format(" (95 % interval {} to {})", times(best->ratio->interval->low), times(best->ratio->interval->high));
  }
  return text + fmt::format(". {} is last with {}.", worst->variant, times(worst->ratio->value));
}

// The scenario that the results are of. An earlier version may have written one that this version does not take.
std::optional<scenarios::Scenario> scenario_of(const StoredResult& result) {
  try {
    return scenarios::load_scenario(result.directory / "resolved.yaml");
  } catch (const scenarios::InputError&) {
    return std::nullopt;
  }
}

CellFacts facts_of(const StoredCell& cell, const scenarios::Scenario& scenario) {
  const auto& workload = *std::ranges::find(scenario.cases, cell.case_name, &scenarios::Case::name);
  const auto& variant = *std::ranges::find(scenario.variants, cell.variant, &scenarios::Variant::name);
  return {.case_name = cell.case_name,
          .variant = cell.variant,
          .against = variant.against.empty() ? scenario.baseline().name : variant.against,
          .system = scenario.system(workload, variant),
          .metrics = MetricValues({cell.metrics.begin(), cell.metrics.end()}),
          .iops = cell.iops_estimate,
          .ratio = cell.ratio};
}

CaseWords explained(const CaseCells& cells, const scenarios::Scenario& scenario) {
  std::vector<CellFacts> facts;
  CaseWords words{.name = cells.name, .answer = "", .variants = {}};
  for (const StoredCell* cell : cells.cells) {
    facts.push_back(facts_of(*cell, scenario));
    words.variants.push_back({cell->variant, explain(facts.back())});
  }
  words.answer = answer(facts);
  return words;
}

}  // namespace

std::vector<CaseWords> run_words(const StoredResult& result) {
  const std::optional<scenarios::Scenario> scenario = scenario_of(result);
  std::vector<CaseWords> words;
  for (const CaseCells& cells : by_case(result)) {
    words.push_back(scenario ? explained(cells, *scenario)
                             : CaseWords{.name = cells.name, .answer = numbers_of(cells), .variants = {}});
  }
  return words;
}

}  // namespace loopsim::analysis
