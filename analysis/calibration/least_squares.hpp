// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <vector>

#include <Eigen/Core>

namespace loopsim::analysis {

// What is asked of a model: some rows at a point, which has one coordinate for each parameter: the fraction of the way
// through its range.
struct Probe {
  Eigen::VectorXd point;
  std::vector<Eigen::Index> rows;
};

// The logarithm of the rate of each row that is asked for, several probes at once, so that whoever computes them can do
// so side by side.
using ForwardModel = std::function<std::vector<Eigen::VectorXd>(const std::vector<Probe>& probes)>;

// By row and parameter, whether the row's rate depends on the parameter.
using Dependence = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

// Measured rates and what should reproduce them.
struct LeastSquaresProblem {
  ForwardModel model;
  Eigen::VectorXd measured;   // logarithms
  Eigen::VectorXd deviation;  // standard deviation of each, above 0
  Dependence dependence;      // empty: every row may depend on every parameter
};

struct LeastSquaresOptions {
  int most_steps = 10;
  // Half the distance over which the model is differentiated. Simulated rates are smooth only from afar: a small change
  // of a cost reorders events, which moves the rate a little either way.
  double difference = 0.1;
  // Residuals beyond this many deviations count by their size and not its square (Huber), so that one row that the
  // model cannot do does not bend the others.
  double outlier = 3;
  // A step that takes a smaller part of the cost is the last, or less than this of what one row costs that is off by a
  // deviation.
  double enough = 1e-2;
};

// Where a fit ended.
struct LeastSquaresFit {
  Eigen::VectorXd point;      // all parameters
  Eigen::VectorXd residuals;  // simulated over measured, in deviations
  Eigen::MatrixXd jacobian;   // of the residuals, a column for each free parameter
  double cost = 0;            // sum of squares, outliers as above
  int steps = 0;
  bool converged = false;
};

// The residuals at some points, in deviations.
std::vector<Eigen::VectorXd> residuals_at(const LeastSquaresProblem& problem,
                                          const std::vector<Eigen::VectorXd>& points);

// Sum of squares, but beyond `outlier` deviations only linear.
double cost_of(const Eigen::VectorXd& residuals, double outlier);

// Derivatives of the residuals for some parameters, by differences of `difference` to either side as far as [0, 1]
// allows; all points are asked for at once, of each only the rows that depend on its parameter.
Eigen::MatrixXd jacobian_at(const LeastSquaresProblem& problem, const Eigen::VectorXd& point,
                            const std::vector<Eigen::Index>& parameters, double difference);

// Levenberg-Marquardt over the free parameters inside [0, 1]; the others stay where they are. Each step tries three
// damping factors side by side. Deterministic as the model is.
LeastSquaresFit minimize(const LeastSquaresProblem& problem, const Eigen::VectorXd& start,
                         const std::vector<Eigen::Index>& free, const LeastSquaresOptions& options);

// The least-squares step of a linear model, min |residuals + jacobian step|, whose end stays inside [0, 1].
Eigen::VectorXd bounded_step(const Eigen::MatrixXd& jacobian, const Eigen::VectorXd& residuals,
                             const Eigen::VectorXd& point, double damping);

}  // namespace loopsim::analysis
