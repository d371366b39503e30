// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/interval.hpp"
#include "analysis/validation/plan.hpp"

namespace loopsim::analysis {

// Below this spread a row is known well enough to be judged by its error; above, by its tolerance.
inline constexpr double kQuietSpread = 0.10;

// A measured row beside its simulation.
struct ValidatedRow {
  PlannedRow planned;
  Estimate simulated;             // iops
  double error = 0;               // simulated over measured, minus 1
  std::optional<double> demerit;  // of latency, relative to the measured mean; where percentiles are known

  bool quiet() const { return planned.tolerance < kQuietSpread; }
  bool within() const;  // its tolerance
};

// How large the errors of some rows are.
struct ErrorSummary {
  std::size_t rows = 0;
  double mape = 0;         // mean of |error|
  double worst = 0;        // the error that is largest, with its sign
  std::string worst_row;   // name
  std::size_t within = 0;  // rows inside their tolerance
};

// Two rows that differ in policy alone and whose order came out wrong.
struct WrongSign {
  std::string a;  // names of rows
  std::string b;
  double measured = 0;   // rate of b over that of a, minus 1
  double simulated = 0;  // the same
};

// A simulated difference below this has no sign: another seed or another fit may turn it round.
inline constexpr double kSmallestDifference = 0.005;

// Every pair of rows that differ in policy alone, but for pairs of fitted rows. A difference counts when it is a
// larger part of the higher rate than either tolerance.
struct SignTest {
  std::size_t pairs = 0;
  std::size_t clear = 0;  // pairs that count
  std::size_t right = 0;  // of them
  std::vector<WrongSign> wrong;
};

// What the rows of one machine say together, or those of all.
struct ValidationSummary {
  std::string machine;  // empty for all
  std::size_t rows = 0;
  std::optional<ErrorSummary> fitted;
  std::optional<ErrorSummary> predicted;
  std::optional<ErrorSummary> quiet;       // predicted, spread below kQuietSpread
  std::optional<ErrorSummary> noisy;       // predicted, the others
  std::optional<double> rank_correlation;  // Spearman's, over predicted rows
  std::optional<double> demerit;           // mean over the predicted rows that have one
  SignTest signs;

  // What a limit is held against: the error of quiet predicted rows, of all predicted rows where none is quiet; empty
  // without predicted rows.
  std::optional<double> judged_error() const;
};

struct ValidationReport {
  std::string name;
  std::string question;
  int replications = 1;
  std::uint64_t seed = 1;
  std::vector<ValidatedRow> rows;           // by machine
  std::vector<ValidationSummary> machines;  // those that have rows
  ValidationSummary all;
  std::vector<LeftOutRow> left_out;
  std::vector<std::string> notes;
};

// Simulates every row of the plan as often as it has replications, each run in a process of its own, and judges them.
// The report does not depend on the number of processes. Throws what run_in_processes() throws.
ValidationReport validate(const ValidationPlan& plan, const ExperimentOptions& options);

// The rows together; `machine` names the summary.
ValidationSummary summarize_validation(const std::string& machine, const std::vector<const ValidatedRow*>& rows);

}  // namespace loopsim::analysis
