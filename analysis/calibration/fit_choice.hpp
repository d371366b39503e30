// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "analysis/measurements/row_filter.hpp"
#include "analysis/measurements/system_of.hpp"
#include "analysis/validation/table_sections.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {

// One entry of `fit:`: a filter by columns, or the name of one row.
struct FitEntry {
  scenarios::Place place;
  std::string text;  // as errors call it
  std::optional<RowFilter> filter;
  std::string name;  // of a row; empty with a filter

  bool takes(const Measurement& row, const std::string& row_name) const;
};

// What `--fit` says: which rows belong to the machine, which of them are fitted, by what parameters, and how they are
// simulated and trusted.
struct FitChoice {
  RowFilter where;  // rows of this machine
  std::vector<FitEntry> fit;
  std::vector<std::string> parameters;  // keys as analysis::tunable_of() reads them; empty: what the rows can see
  SimulatedRun run;
  std::vector<Tolerance> tolerances;
};

// True if the file looks like one for `--fit`. Throws InputError where it is no YAML.
bool is_fit_file(const std::filesystem::path& file);

// Reads the arguments of `--fit`, which name one file (FILE.yaml, docs/calibrate.md), or rows: `{target: file, jobs:
// 1}` or the name of a row. Throws InputError.
FitChoice read_fit_choice(const std::vector<std::string>& arguments);

}  // namespace loopsim::analysis
