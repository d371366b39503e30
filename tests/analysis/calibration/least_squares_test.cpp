// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/least_squares.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A model of all rows at a point, asked for some of them.
ForwardModel model_of(const std::function<VectorXd(const VectorXd& point)>& rates) {
  return [rates](const std::vector<Probe>& probes) {
    std::vector<VectorXd> answers;
    answers.reserve(probes.size());
    for (const Probe& probe : probes) {
      answers.emplace_back(rates(probe.point)(probe.rows));
    }
    return answers;
  };
}

// Rates of a queue with a submission cost and a device in a row: ln(1 / (a_i x + b_i y)), which no straight line is.
ForwardModel two_costs(const VectorXd& a, const VectorXd& b) {
  return model_of([a, b](const VectorXd& point) {
    const double x = std::exp(3 * point[0]);
    const double y = std::exp(3 * point[1]);
    return VectorXd(-(a * x + b * y).array().log().matrix());
  });
}

const VectorXd kA = VectorXd{{1, 2, 0.5, 3}};
const VectorXd kB = VectorXd{{1, 0.2, 2, 1}};

LeastSquaresProblem problem_at(double x, double y) {
  LeastSquaresProblem problem{two_costs(kA, kB), {}, VectorXd::Constant(4, 0.03), {}};
  problem.measured = problem.model({{VectorXd{{x, y}}, {0, 1, 2, 3}}}).front();
  return problem;
}

TEST(LeastSquares, FindsTheParametersThatMadeTheRates) {
  const LeastSquaresFit fit = minimize(problem_at(0.7, 0.2), VectorXd::Constant(2, 0.5), {0, 1}, {});
  EXPECT_NEAR(fit.point[0], 0.7, 0.005);
  EXPECT_NEAR(fit.point[1], 0.2, 0.005);
  EXPECT_LT(fit.cost, 0.1);
  EXPECT_GT(fit.steps, 0);
}

TEST(LeastSquares, MovesOnlyWhatIsFree) {
  const LeastSquaresFit fit = minimize(problem_at(0.7, 0.2), VectorXd{{0.5, 0.2}}, {0}, {});
  EXPECT_NEAR(fit.point[0], 0.7, 0.005);
  EXPECT_EQ(fit.point[1], 0.2);
  EXPECT_EQ(fit.jacobian.cols(), 1);
  const LeastSquaresFit none = minimize(problem_at(0.7, 0.2), VectorXd::Constant(2, 0.5), {}, {});
  EXPECT_EQ(none.point, VectorXd::Constant(2, 0.5));
}

TEST(LeastSquares, StaysInsideTheRange) {
  LeastSquaresProblem problem = problem_at(0.9, 0.5);
  problem.measured.array() -= 1;  // slower than any parameters make it
  const LeastSquaresFit fit = minimize(problem, VectorXd::Constant(2, 0.5), {0, 1}, {});
  EXPECT_LE(fit.point.maxCoeff(), 1);
  EXPECT_GE(fit.point.minCoeff(), 0);
  EXPECT_NEAR(fit.point.maxCoeff(), 1, 1e-9);
}

TEST(LeastSquares, OneRowThatCannotBeDoesNotBendTheOthers) {
  // Enough rows that the others can outvote one.
  const VectorXd a = VectorXd{{1, 2, 0.5, 3, 1, 2, 0.4, 3}};
  const VectorXd b = VectorXd{{1, 0.2, 2, 1, 0.9, 0.3, 2, 1.1}};
  LeastSquaresProblem problem{two_costs(a, b), {}, VectorXd::Constant(8, 0.03), {}};
  problem.measured = problem.model({{VectorXd{{0.6, 0.4}}, {0, 1, 2, 3, 4, 5, 6, 7}}}).front();
  problem.measured[7] += 1;
  LeastSquaresOptions squares;
  squares.outlier = 1e9;
  const double bent = std::abs(minimize(problem, VectorXd::Constant(2, 0.5), {0, 1}, squares).point[0] - 0.6);
  const double robust = std::abs(minimize(problem, VectorXd::Constant(2, 0.5), {0, 1}, {}).point[0] - 0.6);
  EXPECT_GT(bent, 0.05);
  EXPECT_LT(robust, bent / 3);
}

TEST(LeastSquares, AsksForAllPointsOfAJacobianAtOnce) {
  const LeastSquaresProblem reference = problem_at(0.5, 0.5);
  std::vector<std::size_t> batches;
  LeastSquaresProblem problem = reference;
  problem.model = [&](const std::vector<Probe>& probes) {
    batches.push_back(probes.size());
    return reference.model(probes);
  };
  const MatrixXd jacobian = jacobian_at(problem, VectorXd::Constant(2, 0.5), {0, 1}, 1e-4);
  EXPECT_EQ(batches, (std::vector<std::size_t>{4}));
  // d ln(1 / (a x + b y)) / d u with x = e^3u: -3 a x / (a x + b y); x = y here.
  for (Index i = 0; i < 4; ++i) {
    EXPECT_NEAR(jacobian(i, 0), -3 * kA[i] / (kA[i] + kB[i]) / 0.03, 1e-3);
    EXPECT_NEAR(jacobian(i, 1), -3 * kB[i] / (kA[i] + kB[i]) / 0.03, 1e-3);
  }
}

TEST(LeastSquares, DerivativesAskForDependentRowsOnly) {
  const LeastSquaresProblem reference = problem_at(0.5, 0.5);
  std::size_t rows = 0;
  LeastSquaresProblem problem = reference;
  problem.model = [&](const std::vector<Probe>& probes) {
    for (const Probe& probe : probes) {
      rows += probe.rows.size();
    }
    return reference.model(probes);
  };
  problem.dependence = Dependence::Constant(4, 2, true);
  problem.dependence(1, 0) = false;
  problem.dependence(3, 1) = false;
  const VectorXd middle = VectorXd::Constant(2, 0.5);
  MatrixXd expected = jacobian_at(reference, middle, {0, 1}, 0.1);
  expected(1, 0) = 0;
  expected(3, 1) = 0;
  EXPECT_EQ(jacobian_at(problem, middle, {0, 1}, 0.1), expected);
  EXPECT_EQ(rows, 12U);
}

TEST(LeastSquares, DifferencesStopAtTheEndsOfTheRange) {
  LeastSquaresProblem problem = problem_at(0.5, 0.5);
  problem.model = model_of([](const VectorXd& point) {
    EXPECT_GE(point.minCoeff(), 0);
    EXPECT_LE(point.maxCoeff(), 1);
    return VectorXd(VectorXd::Constant(4, 2 * point[0]));
  });
  const MatrixXd jacobian = jacobian_at(problem, VectorXd{{0.05, 1}}, {0, 1}, 0.1);
  EXPECT_NEAR(jacobian(0, 0), 2 / 0.03, 1e-9);
  EXPECT_EQ(jacobian(0, 1), 0);
}

TEST(LeastSquares, StepsAreTheBestInsideTheBounds) {
  const MatrixXd jacobian = MatrixXd{{1, 0}, {0, 1}};
  const VectorXd step = bounded_step(jacobian, VectorXd{{-5, 0.1}}, VectorXd::Constant(2, 0.5), 0);
  EXPECT_NEAR(step[0], 0.5, 1e-12) << "to the end of the range and no further";
  EXPECT_NEAR(step[1], -0.1, 1e-9);
}

TEST(LeastSquares, CostIsLinearBeyondOutliers) {
  EXPECT_DOUBLE_EQ(cost_of(VectorXd{{2, -1}}, 3), 5);
  EXPECT_DOUBLE_EQ(cost_of(VectorXd::Constant(1, 3), 3), 9);
  EXPECT_DOUBLE_EQ(cost_of(VectorXd::Constant(1, -13), 3), 3 * (26 - 3));
}

}  // namespace
}  // namespace loopsim::analysis
