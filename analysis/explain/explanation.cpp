// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/explanation.hpp"

#include <span>

#include "analysis/explain/answer.hpp"
#include "analysis/explain/sentences.hpp"
#include "analysis/labels.hpp"

namespace loopsim::analysis {

Explanation explain_table(const ResultTable& table) {
  const std::vector<CellSummary> summaries = summarize(table);
  const std::vector<CellFacts> facts = facts_of(table, summaries);
  const std::size_t variants = table.scenario.variants.size();
  Explanation explanation{.scenario = table.scenario.name, .question = table.scenario.question, .cases = {}};
  for (std::size_t first = 0; first < facts.size(); first += variants) {
    const std::span<const CellFacts> block(&facts[first], variants);
    const scenarios::Case& workload = table.workload(*summaries[first].cell);
    ExplainedCase explained{.name = workload.name,
                            .workload = fio_label(workload.job),
                            .answer = answer(block),
                            .cells = {},
                            .waterfalls = {},
                            .break_evens = {}};
    for (std::size_t i = first; i < first + variants; ++i) {
      explained.cells.push_back({.facts = facts[i],
                                 .sentences = explain(facts[i]),
                                 .stages = stage_table(summaries[i].total),
                                 .resources = resources(facts[i])});
    }
    explanation.cases.push_back(std::move(explained));
  }
  return explanation;
}

}  // namespace loopsim::analysis
