// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/run_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

std::string times(double ratio) { return fit_number(ratio, 3, 6) + "X"; }

std::string answer_of(const CaseCells& cells) {
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

}  // namespace

std::vector<CaseWords> run_words(const StoredResult& result) {
  std::vector<CaseWords> words;
  for (const CaseCells& cells : by_case(result)) {
    words.push_back({.name = cells.name, .answer = answer_of(cells), .variants = {}});
  }
  return words;
}

}  // namespace loopsim::analysis
