// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "analysis/calibration/bootstrap.hpp"
#include "analysis/calibration/closed_forms.hpp"
#include "analysis/calibration/identifiability.hpp"
#include "analysis/calibration/least_squares.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// What a parameter does is first judged over much of its range, where noise of the simulation does not look like it.
constexpr double kWideDifference = 0.25;
constexpr int kMostRounds = 3;     // of fitting and leaving out
constexpr Index kRowsForEach = 2;  // rows that a fitted parameter needs
constexpr double kEnd = 1e-3;      // of the range, from its end
constexpr double kWide = 0.9;      // of the range, in an interval

std::vector<const CalibrationRow*> pointers_to(const std::vector<CalibrationRow>& rows) {
  std::vector<const CalibrationRow*> pointers;
  pointers.reserve(rows.size());
  for (const CalibrationRow& row : rows) {
    pointers.push_back(&row);
  }
  return pointers;
}

class Fit {
 public:
  Fit(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal)
      : request_(request),
        tunables_(request.tunables),
        options_(options),
        rates_(request.machine, request.tunables, options, journal),
        rows_(pointers_to(request.rows.fitted)),
        base_(static_cast<Index>(tunables_.size())) {
    for (std::size_t i = 0; i < tunables_.size(); ++i) {
      base_[static_cast<Index>(i)] = tunables_[i].fraction_of(tunables_[i].now());
    }
    problem_.model = [this](const std::vector<VectorXd>& points) { return rates_.at(rows_, points); };
    problem_.measured.resize(static_cast<Index>(rows_.size()));
    problem_.deviation.resize(problem_.measured.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      problem_.measured[static_cast<Index>(i)] = sim::portable_log(rows_[i]->measured.iops);
      problem_.deviation[static_cast<Index>(i)] = deviation_of(*rows_[i]);
    }
  }

  Calibration run() {
    std::vector<Index> candidates(tunables_.size());
    std::iota(candidates.begin(), candidates.end(), Index{0});
    std::vector<Index> free = identified_at(base_, candidates);
    std::vector<Index> visible = free;
    // What hardly does anything at the base is not looked at again; what only looked like another parameter is.
    for (const auto& [parameter, left] : std::exchange(left_, {})) {
      if (left.like.empty()) {
        hidden_.push_back(left);
      } else {
        visible.push_back(parameter);
      }
    }
    std::ranges::sort(visible);
    LeastSquaresFit fit = minimize(problem_, free.empty() ? base_ : nearer_start(free), free, least_squares_);
    for (int round = 1; round < kMostRounds && !free.empty(); ++round) {
      left_.clear();
      const std::vector<Index> now = identified_at(fit.point, visible);
      if (now == free) {
        break;
      }
      VectorXd start = base_;
      for (const Index parameter : now) {
        start[parameter] = fit.point[parameter];
      }
      free = now;
      const int steps = fit.steps;
      fit = minimize(problem_, start, free, least_squares_);
      fit.steps += steps;
    }
    return report(fit, free);
  }

 private:
  // Of some parameters, those that the rows identify at a point; the others are noted.
  std::vector<Index> identified_at(const VectorXd& point, const std::vector<Index>& parameters) {
    const MatrixXd jacobian = jacobian_at(problem_, point, parameters, kWideDifference);
    const Index most = std::max<Index>(1, problem_.measured.size() / kRowsForEach);
    const Identifiability result = identify(jacobian, kWidestDeviation, most);
    for (const Unidentified& rest : result.unidentified) {
      const Index parameter = parameters[static_cast<std::size_t>(rest.parameter)];
      left_.emplace_back(parameter, LeftParameter{tunables_[static_cast<std::size_t>(parameter)], rest.deviation,
                                                  rest.like ? name_of_column(parameters, *rest.like) : ""});
    }
    std::vector<Index> identified;
    identified.reserve(result.identified.size());
    for (const Index column : result.identified) {
      identified.push_back(parameters[static_cast<std::size_t>(column)]);
    }
    return identified;
  }

  std::string name_of_column(const std::vector<Index>& parameters, Index column) const {
    return tunables_[static_cast<std::size_t>(parameters[static_cast<std::size_t>(column)])].name();
  }

  // The base, or the base with what closed forms say, whichever fits better.
  VectorXd nearer_start(const std::vector<Index>& free) {
    VectorXd moved = base_;
    std::vector<ClosedForm> used;
    for (const ClosedForm& form : closed_forms(rows_, rates_.at(rows_, {base_}).front(), request_.machine, tunables_)) {
      const auto index = static_cast<Index>(form.tunable);
      if (std::ranges::find(free, index) != free.end()) {
        moved[index] = tunables_[form.tunable].fraction_of(form.value);
        used.push_back(form);
      }
    }
    const auto residuals = residuals_at(problem_, {base_, moved});
    if (cost_of(residuals[1], least_squares_.outlier) >= cost_of(residuals[0], least_squares_.outlier)) {
      return base_;
    }
    forms_ = std::move(used);
    return moved;
  }

  std::string start_of(Index parameter) const {
    const auto form = std::ranges::find(forms_, static_cast<std::size_t>(parameter), &ClosedForm::tunable);
    return form == forms_.end() ? "" : form->from;
  }

  Calibration report(const LeastSquaresFit& fit, const std::vector<Index>& free) {
    Calibration result;
    result.base = request_.machine.spec.name;
    result.asked = request_.asked;
    result.cost_before = cost_of(residuals_at(problem_, {base_}).front(), least_squares_.outlier);
    result.cost_after = fit.cost;
    result.steps = fit.steps;
    result.converged = fit.converged;
    result.left = hidden_;
    for (const auto& [parameter, left] : left_) {
      if (std::ranges::find(free, parameter) == free.end()) {
        result.left.push_back(left);
      }
    }
    result.notes = request_.rows.notes;
    if (!free.empty()) {
      describe_parameters(fit, free, result);
    }
    describe_rows(request_.rows.fitted, true, fit.point, result);
    describe_rows(request_.rows.others, false, fit.point, result);
    return result;
  }

  void describe_parameters(const LeastSquaresFit& fit, const std::vector<Index>& free, Calibration& result) {
    const MatrixXd jacobian = jacobian_at(problem_, fit.point, free, kWideDifference);
    VectorXd point(static_cast<Index>(free.size()));
    for (std::size_t i = 0; i < free.size(); ++i) {
      point[static_cast<Index>(i)] = fit.point[free[i]];
    }
    const auto intervals = bootstrap_intervals(point, jacobian, fit.residuals, least_squares_.outlier, options_.seed);
    for (std::size_t i = 0; i < free.size(); ++i) {
      const Tunable& tunable = tunables_[static_cast<std::size_t>(free[i])];
      const double fraction = point[static_cast<Index>(i)];
      result.fitted.push_back({tunable,
                               tunable.at(fraction),
                               {tunable.at(intervals[i].low), tunable.at(intervals[i].high)},
                               start_of(free[i]),
                               fraction < kEnd || fraction > 1 - kEnd,
                               intervals[i].high - intervals[i].low > kWide});
    }
    result.condition = condition_of(jacobian);
    result.correlation = correlation_of(covariance_of(jacobian));
  }

  void describe_rows(const std::vector<CalibrationRow>& rows, bool fitted, const VectorXd& point, Calibration& result) {
    const auto rates = rates_.at(pointers_to(rows), {base_, point});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = static_cast<Index>(i);
      result.rows.push_back({rows[i].name, rows[i].measured.iops, rows[i].tolerance, sim::portable_exp(rates[0][row]),
                             sim::portable_exp(rates[1][row]), fitted});
    }
  }

  const CalibrationRequest& request_;
  const std::vector<Tunable>& tunables_;
  const RateOptions& options_;
  SimulatedRates rates_;
  std::vector<const CalibrationRow*> rows_;
  VectorXd base_;
  LeastSquaresProblem problem_;
  LeastSquaresOptions least_squares_;
  std::vector<LeftParameter> hidden_;                  // by the first screening
  std::vector<std::pair<Index, LeftParameter>> left_;  // by the last one
  std::vector<ClosedForm> forms_;
};

}  // namespace

double deviation_of(const CalibrationRow& row) { return std::hypot(row.tolerance / 2, kModelDeviation); }

std::vector<Tunable> default_tunables(const scenarios::Machine& machine, const std::vector<CalibrationRow>& rows) {
  std::vector<std::string> devices;
  devices.reserve(rows.size());
  for (const CalibrationRow& row : rows) {
    devices.push_back(row.system(machine).device.name);
  }
  return uncertain_tunables(machine, devices);
}

double mean_absolute_error(const Calibration& calibration, bool fitted) {
  double sum = 0;
  std::size_t count = 0;
  for (const CalibratedRow& row : calibration.rows) {
    if (row.fitted == fitted) {
      sum += std::abs(row.error());
      ++count;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

Calibration calibrate(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal) {
  return Fit(request, options, journal).run();
}

}  // namespace loopsim::analysis
