// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "analysis/calibration/bootstrap.hpp"
#include "analysis/calibration/closed_forms.hpp"
#include "analysis/calibration/fit_problem.hpp"
#include "analysis/calibration/identifiability.hpp"
#include "analysis/calibration/start_comparison.hpp"
#include "analysis/calibration/start_search.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kEnd = 1e-3;  // of the range, from its end
constexpr double kWide = 0.9;  // of the range, in an interval

class Fit {
 public:
  Fit(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal)
      : request_(request), options_(options), problem_(request, options, journal) {}

  Calibration run() {
    std::vector<Index> candidates(problem_.tunables().size());
    std::iota(candidates.begin(), candidates.end(), Index{0});
    problem_.look(problem_.base(), candidates);
    const ParameterChoice choice = problem_.choose(problem_.base(), candidates);
    std::vector<Index> visible = choice.free;
    // What hardly does anything at the base is not looked at again; what only looked like another parameter is.
    for (const auto& [parameter, left] : choice.left) {
      if (left.like.empty()) {
        hidden_.push_back(left);
      } else {
        visible.push_back(parameter);
      }
    }
    std::ranges::sort(visible);
    std::vector<SearchedStart> starts = {first_start(choice.free, visible)};
    if (request_.starts > 1 && !visible.empty()) {
      const auto others = static_cast<std::size_t>(request_.starts) - 1;
      std::ranges::move(search_starts(problem_, visible, others, options_.seed), std::back_inserter(starts));
    }
    return report(starts);
  }

 private:
  SearchedStart first_start(const std::vector<Index>& free, const std::vector<Index>& visible) {
    const VectorXd point = free.empty() ? problem_.base() : nearer_start(free);
    LeastSquaresFit fit = problem_.minimize(point, free, {});
    return {forms_.empty() ? "base" : "base and closed forms", problem_.cost(point), std::nullopt,
            settled(problem_, std::move(fit), free, visible)};
  }

  // The base, or the base with what closed forms say, whichever fits better.
  VectorXd nearer_start(const std::vector<Index>& free) {
    const VectorXd& base = problem_.base();
    VectorXd moved = base;
    std::vector<ClosedForm> used;
    for (const ClosedForm& form :
         closed_forms(problem_.rows(), problem_.rates(problem_.rows(), base), request_.machine, problem_.tunables())) {
      const auto index = static_cast<Index>(form.tunable);
      if (std::ranges::find(free, index) != free.end()) {
        moved[index] = problem_.tunable(index).fraction_of(form.value);
        used.push_back(form);
      }
    }
    if (problem_.cost(moved) >= problem_.cost(base)) {
      return base;
    }
    forms_ = std::move(used);
    return moved;
  }

  std::string start_of(Index parameter) const {
    const auto form = std::ranges::find(forms_, static_cast<std::size_t>(parameter), &ClosedForm::tunable);
    return form == forms_.end() ? "" : form->from;
  }

  Calibration report(const std::vector<SearchedStart>& starts) {
    const SearchedStart& best = best_of(starts);
    const auto& [fit, choice] = *best.minimum;
    if (&best != &starts.front()) {
      forms_.clear();
    }
    Calibration result;
    result.base = request_.machine.spec.name;
    result.asked = request_.asked;
    result.cost_before = problem_.cost(problem_.base());
    result.cost_after = fit.cost;
    result.base_as_good = result.cost_before <= as_good_as(*best.minimum, problem_.outlier());
    result.steps = fit.steps;
    result.converged = fit.converged;
    result.left = hidden_;
    for (const auto& [parameter, left] : choice.left) {
      result.left.push_back(left);
    }
    result.notes = request_.rows.notes;
    if (!choice.free.empty()) {
      describe_parameters(*best.minimum, result);
    }
    if (starts.size() > 1) {
      describe_starts(problem_, starts, result);
    }
    describe_rows(request_.rows.fitted, true, fit.point, result);
    describe_rows(request_.rows.others, false, fit.point, result);
    return result;
  }

  void describe_parameters(const Minimum& minimum, Calibration& result) {
    const LeastSquaresFit& fit = minimum.fit;
    const std::vector<Index>& free = minimum.choice.free;
    problem_.look(fit.point, free);
    const MatrixXd jacobian = problem_.slopes(fit.point, free);
    VectorXd point(static_cast<Index>(free.size()));
    for (std::size_t i = 0; i < free.size(); ++i) {
      point[static_cast<Index>(i)] = fit.point[free[i]];
    }
    const auto intervals = bootstrap_intervals(point, jacobian, fit.residuals, problem_.outlier(), options_.seed);
    for (std::size_t i = 0; i < free.size(); ++i) {
      const Tunable& tunable = problem_.tunable(free[i]);
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
    const auto before = problem_.rates(pointers_to(rows), problem_.base());
    const auto after = problem_.rates(pointers_to(rows), point);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = static_cast<Index>(i);
      result.rows.push_back({rows[i].name, rows[i].measured.iops, rows[i].tolerance, sim::portable_exp(before[row]),
                             sim::portable_exp(after[row]), fitted});
    }
  }

  const CalibrationRequest& request_;
  const RateOptions& options_;
  FitProblem problem_;
  std::vector<LeftParameter> hidden_;  // at the base
  std::vector<ClosedForm> forms_;      // that the best fit started from
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
