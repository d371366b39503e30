// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/fit_problem.hpp"

#include <algorithm>

#include "analysis/calibration/identifiability.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// What a parameter does is judged over much of its range, where noise of the simulation does not look like it.
constexpr double kWideDifference = 0.25;
constexpr Index kRowsForEach = 2;  // rows that a fitted parameter needs

}  // namespace

std::vector<const CalibrationRow*> pointers_to(const std::vector<CalibrationRow>& rows) {
  std::vector<const CalibrationRow*> pointers;
  pointers.reserve(rows.size());
  for (const CalibrationRow& row : rows) {
    pointers.push_back(&row);
  }
  return pointers;
}

FitProblem::FitProblem(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal)
    : tunables_(request.tunables),
      rates_(request.machine, request.tunables, options, journal),
      rows_(pointers_to(request.rows.fitted)),
      base_(static_cast<Index>(tunables_.size())) {
  for (Index i = 0; i < base_.size(); ++i) {
    base_[i] = tunable(i).fraction_of(tunable(i).now());
  }
  problem_.model = [this](const std::vector<Probe>& probes) {
    std::vector<RowsAtPoint> asked;
    asked.reserve(probes.size());
    for (const Probe& probe : probes) {
      asked.push_back({{}, probe.point});
      for (const Index row : probe.rows) {
        asked.back().rows.push_back(rows_[static_cast<std::size_t>(row)]);
      }
    }
    return rates_.at(asked);
  };
  problem_.measured.resize(static_cast<Index>(rows_.size()));
  problem_.deviation.resize(problem_.measured.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    problem_.measured[static_cast<Index>(i)] = sim::portable_log(rows_[i]->measured.iops);
    problem_.deviation[static_cast<Index>(i)] = deviation_of(*rows_[i]);
  }
  problem_.dependence = Dependence::Constant(problem_.measured.size(), base_.size(), false);
}

VectorXd FitProblem::rates(const std::vector<const CalibrationRow*>& rows, const VectorXd& point) {
  return rates_.at({{rows, point}}).front();
}

double FitProblem::cost(const VectorXd& point) const {
  return cost_of(residuals_at(problem_, {point}).front(), outlier());
}

void FitProblem::look(const VectorXd& point, const std::vector<Index>& parameters) {
  LeastSquaresProblem every_row = problem_;
  every_row.dependence.resize(0, 0);
  const MatrixXd jacobian = jacobian_at(every_row, point, parameters, kWideDifference);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto seen = problem_.dependence.col(parameters[i]);
    seen = seen || jacobian.col(static_cast<Index>(i)).array() != 0;
  }
}

MatrixXd FitProblem::slopes(const VectorXd& point, const std::vector<Index>& parameters) const {
  return jacobian_at(problem_, point, parameters, kWideDifference);
}

ParameterChoice FitProblem::choose(const VectorXd& point, const std::vector<Index>& parameters) const {
  const Index most = std::max<Index>(1, problem_.measured.size() / kRowsForEach);
  const Identifiability result = identify(slopes(point, parameters), kWidestDeviation, most);
  const auto parameter_of = [&](Index column) { return parameters[static_cast<std::size_t>(column)]; };
  ParameterChoice choice;
  for (const Unidentified& rest : result.unidentified) {
    const Index parameter = parameter_of(rest.parameter);
    const std::string like = rest.like ? tunable(parameter_of(*rest.like)).name() : "";
    choice.left.emplace_back(parameter, LeftParameter{tunable(parameter), rest.deviation, like});
  }
  for (const Index column : result.identified) {
    choice.free.push_back(parameter_of(column));
  }
  return choice;
}

LeastSquaresFit FitProblem::minimize(const VectorXd& start, const std::vector<Index>& free,
                                     const LeastSquaresOptions& options) const {
  return analysis::minimize(problem_, start, free, options);
}

}  // namespace loopsim::analysis
