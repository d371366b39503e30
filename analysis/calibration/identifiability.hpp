// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <vector>

#include <Eigen/Core>

namespace loopsim::analysis {

// A parameter that some rows say no more about than its range does.
struct Unidentified {
  Eigen::Index parameter = 0;
  double deviation = 0;  // that its estimate would have, in parts of the range; infinite where no row sees it
  // The parameter that the rows cannot tell it from; none where they hardly see it at all.
  std::optional<Eigen::Index> like;
};

// Which parameters a set of rows identifies.
struct Identifiability {
  std::vector<Eigen::Index> identified;  // ascending
  std::vector<Unidentified> unidentified;
};

// An estimate whose standard deviation is this part of the range or more says less than the range: a value of which
// nothing is known but the range has one of 0.29.
inline constexpr double kWidestDeviation = 0.25;

// Chooses columns of a Jacobian (residuals in standard deviations, parameters as fractions of their range) one by one,
// always the one of which the most is not yet explained by those chosen (QR with column pivoting), until the next would
// be known no better than `widest` allows, or `most` are chosen.
Identifiability identify(const Eigen::MatrixXd& jacobian, double widest, Eigen::Index most);

// Of the estimates, from the Jacobian at the optimum: covariance, and how far their matrix is from singular (ratio of
// the largest singular value of the Jacobian to the smallest).
Eigen::MatrixXd covariance_of(const Eigen::MatrixXd& jacobian);
Eigen::MatrixXd correlation_of(const Eigen::MatrixXd& covariance);
double condition_of(const Eigen::MatrixXd& jacobian);

}  // namespace loopsim::analysis
