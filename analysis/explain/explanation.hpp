// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/explain/cell_facts.hpp"
#include "analysis/explain/resources.hpp"
#include "analysis/explain/stage_table.hpp"
#include "analysis/explain/waterfall.hpp"
#include "analysis/result_table.hpp"
#include "analysis/sensitivity/break_even.hpp"

namespace loopsim::analysis {

// One case under one variant, explained.
struct ExplainedCell {
  CellFacts facts;
  std::vector<std::string> sentences;
  StageTable stages;
  std::vector<Resource> resources;
};

// One case: the answer, and each variant. Waterfalls and break-evens are there for those that were asked for.
struct ExplainedCase {
  std::string name;
  std::string workload;  // in fio's words
  std::string answer;
  std::vector<ExplainedCell> cells;
  std::vector<Waterfall> waterfalls;
  std::vector<BreakEven> break_evens;
};

struct Explanation {
  std::string scenario;
  std::string question;
  std::vector<ExplainedCase> cases;
};

// Of a table of runs that have kept their stage times, or have not: then there are no percentiles of stages.
Explanation explain_table(const ResultTable& table);

}  // namespace loopsim::analysis
