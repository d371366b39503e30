// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "analysis/calibration/calibration_rows.hpp"
#include "analysis/calibration/rate_journal.hpp"
#include "analysis/experiment.hpp"
#include "analysis/tunable.hpp"

namespace loopsim::analysis {

// How the rows of a calibration are simulated.
struct RateOptions {
  Runner runner;
  models::EngineMode mode = models::EngineMode::horizon;
  int jobs = 1;
  std::uint64_t seed = 1;
  int replications = 1;  // whose rates are averaged, on common random numbers
  std::string version;   // of the program; rates of another one are not taken from the journal
  std::function<void(std::size_t runs)> progress;  // told the runs so far, journal included; may be empty
};

// Some rows with the machine's parameters at a point; coordinates are those of the tunables.
struct RowsAtPoint {
  std::vector<const CalibrationRow*> rows;
  Eigen::VectorXd point;
};

// Rates of rows on a machine whose parameters are moved, each run in a process of its own, never twice for the same
// question. Refers to what it is given, which must outlive it.
class SimulatedRates {
 public:
  SimulatedRates(const scenarios::Machine& machine, const std::vector<Tunable>& tunables, const RateOptions& options,
                 RateJournal& journal);

  // Logarithms of the IOPS, in the order of the rows. Does not depend on the number of jobs. Throws JobError for a run
  // that fails, and Interrupted.
  std::vector<Eigen::VectorXd> at(const std::vector<RowsAtPoint>& asked);

  // The same rows at every point.
  std::vector<Eigen::VectorXd> at(const std::vector<const CalibrationRow*>& rows,
                                  const std::vector<Eigen::VectorXd>& points);

 private:
  struct Question;

  // Asks what the journal does not know.
  void ask(const std::vector<Question>& questions);

  const scenarios::Machine& machine_;
  const std::vector<Tunable>& tunables_;
  const RateOptions& options_;
  RateJournal& journal_;
  std::string machine_text_;
  std::size_t runs_ = 0;
};

}  // namespace loopsim::analysis
