// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/start_search.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "scenarios/sampling.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr int kMostChoices = 2;
// Enough to come down from anywhere; the way along the valley is for those that are worth it.
constexpr int kScreeningSteps = 4;
// As many starts are screened for each that is fitted: the cost before parameters are chosen says only roughly what it
// will be after.
constexpr std::size_t kScreenedForEach = 2;
constexpr std::size_t kMostFitted = 4;

std::vector<VectorXd> points_in_ranges(const FitProblem& problem, const std::vector<Index>& visible, std::size_t count,
                                       std::uint64_t seed) {
  std::vector<VectorXd> points;
  for (const std::vector<double>& unit : scenarios::latin_hypercube(count, visible.size(), seed)) {
    points.push_back(problem.base());
    for (std::size_t i = 0; i < visible.size(); ++i) {
      points.back()[visible[i]] = unit[i];
    }
  }
  return points;
}

}  // namespace

Minimum settled(FitProblem& problem, LeastSquaresFit fit, const std::vector<Index>& free,
                const std::vector<Index>& visible) {
  problem.look(fit.point, visible);
  Minimum minimum{std::move(fit), {free, {}}};
  for (int round = 0; round < kMostChoices && !minimum.choice.free.empty(); ++round) {
    const std::vector<Index> before = minimum.choice.free;
    minimum.choice = problem.choose(minimum.fit.point, visible);
    if (minimum.choice.free == before && minimum.fit.converged) {
      break;
    }
    VectorXd start = problem.base();
    for (const Index parameter : minimum.choice.free) {
      start[parameter] = minimum.fit.point[parameter];
    }
    const int steps = minimum.fit.steps;
    minimum.fit = problem.minimize(start, minimum.choice.free, {});
    minimum.fit.steps += steps;
  }
  return minimum;
}

std::vector<SearchedStart> search_starts(FitProblem& problem, const std::vector<Index>& visible, std::size_t count,
                                         std::uint64_t seed) {
  std::vector<VectorXd> points = points_in_ranges(problem, visible, count - 1, seed);
  points.insert(points.begin(), problem.base());
  std::vector<SearchedStart> starts;
  std::vector<LeastSquaresFit> screened;
  LeastSquaresOptions few_steps;
  few_steps.most_steps = kScreeningSteps;
  for (std::size_t i = 0; i < points.size(); ++i) {
    problem.look(points[i], visible);
    screened.push_back(problem.minimize(points[i], visible, few_steps));
    starts.push_back({i == 0 ? "base, all parameters free" : fmt::format("point {} in the ranges", i),
                      problem.cost(points[i]), screened.back().cost, std::nullopt});
  }
  std::vector<std::size_t> order(starts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t start) { return screened[start].cost; });
  order.resize(std::min(kMostFitted, (order.size() + kScreenedForEach - 1) / kScreenedForEach));
  for (const std::size_t start : order) {
    starts[start].minimum = settled(problem, std::move(screened[start]), visible, visible);
  }
  return starts;
}

}  // namespace loopsim::analysis
