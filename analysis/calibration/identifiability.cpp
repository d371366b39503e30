// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/identifiability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Part of a parameter's effect that another one must explain to be called like it.
constexpr double kAlike = 0.5;

// The column with the most left, or none where nothing is.
std::optional<Index> largest(const MatrixXd& left, const std::vector<Index>& taken) {
  std::optional<Index> best;
  for (Index i = 0; i < left.cols(); ++i) {
    const bool free = std::ranges::find(taken, i) == taken.end();
    if (free && left.col(i).norm() > 0 && (!best || left.col(i).norm() > left.col(*best).norm())) {
      best = i;
    }
  }
  return best;
}

double cosine(const VectorXd& a, const VectorXd& b) { return std::abs(a.dot(b)) / (a.norm() * b.norm()); }

std::optional<Index> most_alike(const MatrixXd& jacobian, Index parameter, const std::vector<Index>& chosen) {
  std::optional<Index> best;
  for (const Index other : chosen) {
    const double own = cosine(jacobian.col(parameter), jacobian.col(other));
    if (own > kAlike && (!best || own > cosine(jacobian.col(parameter), jacobian.col(*best)))) {
      best = other;
    }
  }
  return best;
}

}  // namespace

Identifiability identify(const MatrixXd& jacobian, double widest, Index most) {
  MatrixXd left = jacobian;
  std::vector<Index> chosen;
  while (static_cast<Index>(chosen.size()) < std::min({most, jacobian.cols(), jacobian.rows()})) {
    const auto next = largest(left, chosen);
    if (!next || 1 / left.col(*next).norm() > widest) {
      break;
    }
    const VectorXd direction = left.col(*next).normalized();
    left -= direction * (direction.transpose() * left);
    chosen.push_back(*next);
  }
  Identifiability result;
  for (Index i = 0; i < jacobian.cols(); ++i) {
    if (std::ranges::find(chosen, i) != chosen.end()) {
      result.identified.push_back(i);
      continue;
    }
    Unidentified rest{i, std::numeric_limits<double>::infinity(), std::nullopt};
    if (left.col(i).norm() > 0) {
      rest.deviation = 1 / left.col(i).norm();
    }
    if (jacobian.col(i).norm() > 0 && 1 / jacobian.col(i).norm() <= widest) {
      rest.like = most_alike(jacobian, i, chosen);
    }
    result.unidentified.push_back(rest);
  }
  return result;
}

MatrixXd covariance_of(const MatrixXd& jacobian) {
  return (jacobian.transpose() * jacobian).completeOrthogonalDecomposition().pseudoInverse();
}

MatrixXd correlation_of(const MatrixXd& covariance) {
  const VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  return scale.asDiagonal() * covariance * scale.asDiagonal();
}

double condition_of(const MatrixXd& jacobian) {
  if (jacobian.cols() == 0) {
    return 1;
  }
  const VectorXd values = jacobian.jacobiSvd().singularValues();
  const double least = values[values.size() - 1];
  return least > 0 ? values[0] / least : std::numeric_limits<double>::infinity();
}

}  // namespace loopsim::analysis
