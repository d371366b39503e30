// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/least_squares.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kFirstDamping = 0.1;
constexpr double kLeastDamping = 1e-6;
constexpr double kMostDamping = 1e6;
constexpr double kSpread = 10;  // between the damping factors that are tried together
constexpr double kShortest = 1e-4;
constexpr int kMostSweeps = 2000;

// What makes squares of residuals count as Huber's loss does.
VectorXd robust_weights(const VectorXd& residuals, double outlier) {
  return residuals.unaryExpr([outlier](double r) { return std::sqrt(std::min(1.0, outlier / std::abs(r))); });
}

VectorXd part(const VectorXd& point, const std::vector<Index>& parameters) {
  VectorXd chosen(static_cast<Index>(parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    chosen[static_cast<Index>(i)] = point[parameters[i]];
  }
  return chosen;
}

VectorXd moved(VectorXd point, const std::vector<Index>& parameters, const VectorXd& step) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    double& coordinate = point[parameters[i]];
    coordinate = std::clamp(coordinate + step[static_cast<Index>(i)], 0.0, 1.0);
  }
  return point;
}

std::vector<Index> dependent_rows(const LeastSquaresProblem& problem, Index parameter) {
  std::vector<Index> rows;
  for (Index row = 0; row < problem.measured.size(); ++row) {
    if (problem.dependence.size() == 0 || problem.dependence(row, parameter)) {
      rows.push_back(row);
    }
  }
  return rows;
}

// One end of a difference: a fraction that stays inside.
VectorXd shifted(VectorXd point, Index parameter, double by) {
  point[parameter] = std::clamp(point[parameter] + by, 0.0, 1.0);
  return point;
}

}  // namespace

std::vector<VectorXd> residuals_at(const LeastSquaresProblem& problem, const std::vector<VectorXd>& points) {
  std::vector<Index> all(static_cast<std::size_t>(problem.measured.size()));
  std::iota(all.begin(), all.end(), Index{0});
  std::vector<Probe> probes;
  probes.reserve(points.size());
  for (const VectorXd& point : points) {
    probes.push_back({point, all});
  }
  std::vector<VectorXd> residuals = problem.model(probes);
  for (VectorXd& rates : residuals) {
    rates = (rates - problem.measured).cwiseQuotient(problem.deviation);
  }
  return residuals;
}

double cost_of(const VectorXd& residuals, double outlier) {
  return residuals
      .unaryExpr([outlier](double r) {
        const double size = std::abs(r);
        return size <= outlier ? r * r : outlier * (2 * size - outlier);
      })
      .sum();
}

MatrixXd jacobian_at(const LeastSquaresProblem& problem, const VectorXd& point, const std::vector<Index>& parameters,
                     double difference) {
  std::vector<Probe> probes;
  for (const Index parameter : parameters) {
    const std::vector<Index> rows = dependent_rows(problem, parameter);
    probes.push_back({shifted(point, parameter, -difference), rows});
    probes.push_back({shifted(point, parameter, difference), rows});
  }
  const std::vector<VectorXd> rates = problem.model(probes);
  MatrixXd jacobian = MatrixXd::Zero(problem.measured.size(), static_cast<Index>(parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Probe& low = probes[2 * i];
    const double distance = probes[2 * i + 1].point[parameters[i]] - low.point[parameters[i]];
    const VectorXd slopes = (rates[2 * i + 1] - rates[2 * i]) / distance;
    for (std::size_t k = 0; k < low.rows.size(); ++k) {
      const Index row = low.rows[k];
      jacobian(row, static_cast<Index>(i)) = slopes[static_cast<Index>(k)] / problem.deviation[row];
    }
  }
  return jacobian;
}

VectorXd bounded_step(const MatrixXd& jacobian, const VectorXd& residuals, const VectorXd& point, double damping) {
  const Index count = jacobian.cols();
  MatrixXd normal = jacobian.transpose() * jacobian;
  // Marquardt's scaling, with a floor for parameters that do next to nothing.
  const VectorXd scale = normal.diagonal().cwiseMax(1.0);
  normal.diagonal() += damping * scale;
  const VectorXd gradient = jacobian.transpose() * residuals;
  // Coordinate descent keeps the bounds exactly, and converges since the matrix is positive definite.
  VectorXd step = VectorXd::Zero(count);
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double most = 0;
    for (Index i = 0; i < count; ++i) {
      if (normal(i, i) <= 0) {
        continue;
      }
      const double slope = gradient[i] + normal.row(i).dot(step);
      const double next = std::clamp(step[i] - slope / normal(i, i), -point[i], 1 - point[i]);
      most = std::max(most, std::abs(next - step[i]));
      step[i] = next;
    }
    if (most < 1e-9) {
      break;
    }
  }
  return step;
}

LeastSquaresFit minimize(const LeastSquaresProblem& problem, const VectorXd& start, const std::vector<Index>& free,
                         const LeastSquaresOptions& options) {
  LeastSquaresFit fit;
  fit.point = start;
  fit.residuals = residuals_at(problem, {start}).front();
  fit.cost = cost_of(fit.residuals, options.outlier);
  double damping = kFirstDamping;
  bool stale = true;
  while (!free.empty() && !fit.converged && fit.steps < options.most_steps) {
    if (stale) {
      fit.jacobian = jacobian_at(problem, fit.point, free, options.difference);
      stale = false;
    }
    ++fit.steps;
    const VectorXd weights = robust_weights(fit.residuals, options.outlier);
    const std::array<double, 3> dampings = {damping / kSpread, damping, damping * kSpread};
    std::vector<VectorXd> trials;
    trials.reserve(dampings.size());
    for (const double factor : dampings) {
      trials.push_back(moved(fit.point, free,
                             bounded_step(weights.asDiagonal() * fit.jacobian, weights.cwiseProduct(fit.residuals),
                                          part(fit.point, free), factor)));
    }
    const std::vector<VectorXd> residuals = residuals_at(problem, trials);
    std::size_t best = 0;
    for (std::size_t i = 1; i < trials.size(); ++i) {
      if (cost_of(residuals[i], options.outlier) < cost_of(residuals[best], options.outlier)) {
        best = i;
      }
    }
    const double cost = cost_of(residuals[best], options.outlier);
    if (cost < fit.cost) {
      const double longest = (trials[best] - fit.point).cwiseAbs().maxCoeff();
      fit.converged = fit.cost - cost <= options.enough * std::max(fit.cost, 1.0) || longest < kShortest;
      fit.point = trials[best];
      fit.residuals = residuals[best];
      fit.cost = cost;
      damping = std::max(dampings[best], kLeastDamping);
      stale = true;
    } else {
      damping *= kSpread * kSpread;
      fit.converged = damping > kMostDamping;
    }
  }
  return fit;
}

}  // namespace loopsim::analysis
