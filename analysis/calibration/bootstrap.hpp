// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <Eigen/Core>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

// 95 % intervals of fitted parameters by a parametric bootstrap on the model made linear at the optimum: every row's
// rate is drawn anew around its fitted value, with its own deviation times how much worse than that the fit is (never
// less than once), and the parameters are fitted again inside their ranges. A simulation for each draw would cost a
// fit for each draw. `point` holds the fitted coordinates alone, in the order of the Jacobian's columns.
std::vector<Interval> bootstrap_intervals(const Eigen::VectorXd& point, const Eigen::MatrixXd& jacobian,
                                          const Eigen::VectorXd& residuals, double outlier, std::uint64_t seed);

// How many times larger than their deviations the residuals are: the square root of cost over degrees of freedom, at
// least 1.
double excess_of(const Eigen::VectorXd& residuals, Eigen::Index parameters, double outlier);

}  // namespace loopsim::analysis
