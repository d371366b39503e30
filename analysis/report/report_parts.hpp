// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/inputs/any_results.hpp"

namespace loopsim::analysis {

// What a report says, whatever kind of results it is about. Members called `..._html` are markup, all others plain
// text.
struct ReportParts {
  std::string kind;  // of results: "run", "sweep", ...
  std::string title;
  std::string question;             // empty where nobody asked
  std::vector<std::string> answer;  // two sentences; of a run, for each case
  std::string headline;             // the kind of plot that stands with the answer
  std::string tables_html;
  std::string explanation_html;  // empty where there is none
  std::string validation_html;
  std::string scenario;                                         // YAML; empty where there is none
  std::vector<std::pair<std::string, std::string>> provenance;  // name and value
  std::vector<std::string> commands;                            // that repeat it
};

ReportParts report_parts(const StoredResult& result);
ReportParts report_parts(const StoredSweep& sweep);
ReportParts report_parts(const StoredComparison& comparison);
ReportParts report_parts(const StoredValidation& validation);

// Rows of provenance that all results with a program behind them have.
std::vector<std::pair<std::string, std::string>> program_rows(const Provenance& provenance);

}  // namespace loopsim::analysis
