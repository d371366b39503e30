// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <utility>
#include <vector>

#include <Eigen/Core>

#include "analysis/calibration/calibrate.hpp"
#include "analysis/calibration/least_squares.hpp"
#include "analysis/calibration/simulated_rates.hpp"

namespace loopsim::analysis {

// Of some parameters, those that the rows identify at a point, ascending, and why not the others.
struct ParameterChoice {
  std::vector<Eigen::Index> free;
  std::vector<std::pair<Eigen::Index, LeftParameter>> left;
};

// The rows of a calibration as a least-squares problem over the fractions of the parameters' ranges. Refers to what it
// is given, which must outlive it.
class FitProblem {
 public:
  FitProblem(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal);
  FitProblem(const FitProblem&) = delete;
  FitProblem& operator=(const FitProblem&) = delete;

  const std::vector<const CalibrationRow*>& rows() const { return rows_; }
  const std::vector<Tunable>& tunables() const { return tunables_; }
  const Tunable& tunable(Eigen::Index parameter) const { return tunables_[static_cast<std::size_t>(parameter)]; }
  double outlier() const { return LeastSquaresOptions{}.outlier; }

  // The values of the base.
  const Eigen::VectorXd& base() const { return base_; }

  // Logarithms of the rates of any rows, fitted or not.
  Eigen::VectorXd rates(const std::vector<const CalibrationRow*>& rows, const Eigen::VectorXd& point);

  double cost(const Eigen::VectorXd& point) const;

  // Simulates every row with each of the parameters moved far to either side, and notes which rows that changes. Only
  // rows that some look has seen change are simulated for derivatives from then on.
  void look(const Eigen::VectorXd& point, const std::vector<Eigen::Index>& parameters);

  // Derivatives of the residuals over as much of the range as look() moves.
  Eigen::MatrixXd slopes(const Eigen::VectorXd& point, const std::vector<Eigen::Index>& parameters) const;

  ParameterChoice choose(const Eigen::VectorXd& point, const std::vector<Eigen::Index>& parameters) const;

  LeastSquaresFit minimize(const Eigen::VectorXd& start, const std::vector<Eigen::Index>& free,
                           const LeastSquaresOptions& options) const;

 private:
  const std::vector<Tunable>& tunables_;
  SimulatedRates rates_;
  std::vector<const CalibrationRow*> rows_;
  Eigen::VectorXd base_;
  LeastSquaresProblem problem_;
};

std::vector<const CalibrationRow*> pointers_to(const std::vector<CalibrationRow>& rows);

}  // namespace loopsim::analysis
