// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/answer.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/explain/phrases.hpp"
#include "analysis/explain/sentences.hpp"

namespace loopsim::analysis {
namespace {

// Ratios this near to 1 are called equal where the interval does not tell better.
constexpr double kEqual = 0.01;

bool is_baseline(const CellFacts& cell) { return cell.against == cell.variant; }

bool is_candidate(const CellFacts& cell) {
  return !is_baseline(cell) && cell.ratio && cell.system.design.target != models::Target::raw;
}

bool differs(const Estimate& ratio) {
  if (ratio.interval) {
    return ratio.interval->low > 1 || ratio.interval->high < 1;
  }
  return ratio.value > 1 + kEqual || ratio.value < 1 - kEqual;
}

const CellFacts& named(std::span<const CellFacts> cells, const std::string& variant) {
  return *std::ranges::find(cells, variant, &CellFacts::variant);
}

// Who asks about policies of the loop driver wants to hear of these; what stands in its place is a bound. A variant
// that is compared with such a place keeps all of them.
std::vector<CellFacts> asked_about(std::span<const CellFacts> cells) {
  std::vector<CellFacts> loops;
  std::ranges::copy_if(cells, std::back_inserter(loops),
                       [](const CellFacts& cell) { return cell.system.design.target == models::Target::loop; });
  const bool complete = std::ranges::all_of(loops, [&](const CellFacts& cell) {
    return std::ranges::find(loops, cell.against, &CellFacts::variant) != loops.end();
  });
  return complete && loops.size() > 1 ? loops : std::vector(cells.begin(), cells.end());
}

// What the answer left out, so that nobody takes the best policy for the best place to do the I/O.
std::string beside(std::span<const CellFacts> cells, std::span<const CellFacts> asked) {
  std::vector<std::string> others;
  for (const CellFacts& cell : cells) {
    if (std::ranges::find(asked, cell.variant, &CellFacts::variant) == asked.end()) {
      others.push_back(fmt::format("{} {}", cell.variant, rate(cell.iops.value)));
    }
  }
  return others.empty() ? "" : fmt::format(" Beside the loop device: {}.", listed(others));
}

std::string standing(const CellFacts& cell) {
  if (!differs(*cell.ratio)) {
    return cell.variant + " does the same";
  }
  return fmt::format("{} does {}", cell.variant, multiple(cell.ratio->value, cell.against));
}

bool are_loop_devices(std::span<const CellFacts> cells) {
  return std::ranges::all_of(cells,
                             [](const CellFacts& cell) { return cell.system.design.target == models::Target::loop; });
}

std::string answer_of(std::span<const CellFacts> cells) {
  std::vector<const CellFacts*> candidates;
  for (const CellFacts& cell : cells) {
    if (is_candidate(cell)) {
      candidates.push_back(&cell);
    }
  }
  if (candidates.empty()) {
    const CellFacts& only = cells.front();
    return fmt::format("There is nothing to compare {} with, which does {}: {}.", only.variant, rate(only.iops.value),
                       binding_clause(only));
  }
  std::ranges::stable_sort(candidates, std::ranges::greater{}, [](const CellFacts* cell) { return cell->iops.value; });
  const CellFacts& best = *candidates.front();
  if (best.ratio->value > 1 && differs(*best.ratio)) {
    std::string text = fmt::format(
        "{} is done by {}, {}: {}{}", are_loop_devices(cells) ? "Of the loop devices most I/O" : "Most I/O",
        best.variant, rate(best.iops.value), multiple(best.ratio->value, best.against), with_interval(*best.ratio));
    if (candidates.size() > 1 && candidates[1]->ratio->value > 1 && differs(*candidates[1]->ratio)) {
      text += "; " + standing(*candidates[1]);
    }
    return text + ". " + reason(best, named(cells, best.against));
  }
  std::vector<std::string> standings;
  standings.reserve(candidates.size());
  for (const CellFacts* cell : candidates) {
    standings.push_back(standing(*cell));
  }
  // The first that loses by more than chance is the one to explain.
  const auto loser = std::ranges::find_if(
      candidates, [](const CellFacts* cell) { return cell->ratio->value < 1 - kEqual && differs(*cell->ratio); });
  const CellFacts& explained = loser == candidates.end() ? *candidates.back() : **loser;
  const CellFacts& base = named(cells, explained.against);
  return fmt::format("{} beats {} at {}: {}. {}", are_loop_devices(cells) ? "No other loop device" : "Nothing",
                     base.variant, rate(base.iops.value), listed(standings), reason(explained, base));
}

}  // namespace

std::string answer(std::span<const CellFacts> cells) {
  const std::vector<CellFacts> asked = asked_about(cells);
  return answer_of(asked) + beside(cells, asked);
}

}  // namespace loopsim::analysis
