// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/start_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/calibration/bootstrap.hpp"
#include "analysis/calibration/identifiability.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;

// What one parameter too many takes from the cost, in units of the rows' real variance, 19 times of 20 at most.
constexpr double kChiSquare = 3.84;

double cost_of(const SearchedStart& start) { return start.minimum->fit.cost; }

std::vector<const SearchedStart*> fitted_of(const std::vector<SearchedStart>& starts) {
  std::vector<const SearchedStart*> fitted;
  for (const SearchedStart& start : starts) {
    if (start.minimum) {
      fitted.push_back(&start);
    }
  }
  return fitted;
}

bool far_apart(Index parameter, const std::vector<const SearchedStart*>& starts, double worst) {
  double low = 1;
  double high = 0;
  for (const SearchedStart* start : starts) {
    if (cost_of(*start) <= worst) {
      low = std::min(low, start->minimum->fit.point[parameter]);
      high = std::max(high, start->minimum->fit.point[parameter]);
    }
  }
  return high - low > kWidestDeviation;
}

}  // namespace

const SearchedStart& best_of(const std::vector<SearchedStart>& starts) {
  const auto fitted = fitted_of(starts);
  return **std::ranges::min_element(fitted, {}, [](const SearchedStart* start) { return cost_of(*start); });
}

double as_good_as(const Minimum& best, double outlier) {
  const double excess = excess_of(best.fit.residuals, static_cast<Index>(best.choice.free.size()), outlier);
  return best.fit.cost + kChiSquare * excess * excess;
}

void describe_starts(const FitProblem& problem, const std::vector<SearchedStart>& starts, Calibration& result) {
  const double worst = as_good_as(*best_of(starts).minimum, problem.outlier());
  std::set<Index> moved;
  for (const SearchedStart& start : starts) {
    StartEnd& end = result.starts.emplace_back();
    end.from = start.from;
    end.cost_at_start = start.cost_at_start;
    end.cost_screened = start.cost_screened;
    if (start.minimum) {
      const std::vector<Index>& free = start.minimum->choice.free;
      end.cost = cost_of(start);
      end.parameters = free.size();
      end.as_good = *end.cost <= worst;
      moved.insert(free.begin(), free.end());
    }
  }
  const auto fitted = fitted_of(starts);
  for (const Index parameter : moved) {
    const Tunable& tunable = problem.tunable(parameter);
    std::vector<double> values;
    values.reserve(fitted.size());
    for (const SearchedStart* start : fitted) {
      values.push_back(tunable.at(start->minimum->fit.point[parameter]));
    }
    result.compared.push_back({tunable, std::move(values), far_apart(parameter, fitted, worst)});
  }
}

}  // namespace loopsim::analysis
