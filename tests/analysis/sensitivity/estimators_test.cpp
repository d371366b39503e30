// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/sensitivity/morris.hpp"
#include "analysis/sensitivity/sobol.hpp"

namespace loopsim::analysis {
namespace {

CubeModel each(const std::function<double(const std::vector<double>&)>& function) {
  return [function](const scenarios::UnitPoints& points) {
    std::vector<double> values;
    values.reserve(points.size());
    for (const std::vector<double>& point : points) {
      values.push_back(function(point));
    }
    return values;
  };
}

// Ishigami and Homma's function, whose indices are known: it is not monotone, and its third parameter acts only
// together with the first.
constexpr double kA = 7;
constexpr double kB = 0.1;

double ishigami(const std::vector<double>& point) {
  const auto angle = [&](std::size_t i) { return std::numbers::pi * (2 * point[i] - 1); };
  const double second = std::sin(angle(1));
  return std::sin(angle(0)) + kA * second * second + kB * std::pow(angle(2), 4) * std::sin(angle(0));
}

struct Known {
  double first;
  double total;
};

std::vector<Known> ishigami_indices() {
  const double pi4 = std::pow(std::numbers::pi, 4);
  const double alone0 = 0.5 * std::pow(1 + kB * pi4 / 5, 2);
  const double alone1 = kA * kA / 8;
  const double both = 8 * kB * kB * pi4 * pi4 / 225;
  const double variance = alone0 + alone1 + both;
  return {
      {alone0 / variance, (alone0 + both) / variance}, {alone1 / variance, alone1 / variance}, {0, both / variance}};
}

// Weights 4, 2, 1 and a parameter that does nothing.
double linear(const std::vector<double>& point) { return 100 + 4 * point[0] + 2 * point[1] - point[2]; }

TEST(Sobol, IndicesOfTheIshigamiFunction) {
  const SobolResult result = sobol_indices(each(ishigami), 3, 4096, 1);
  const auto known = ishigami_indices();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(result.indices[i].first.value, known[i].first, 0.01) << i;
    EXPECT_NEAR(result.indices[i].total.value, known[i].total, 0.01) << i;
  }
  EXPECT_NEAR(result.mean, kA / 2, 0.02);
}

TEST(Sobol, IntervalsHoldTheTruthAndShrink) {
  const auto known = ishigami_indices();
  const SobolResult coarse = sobol_indices(each(ishigami), 3, 256, 1);
  const SobolResult fine = sobol_indices(each(ishigami), 3, 4096, 1);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const SobolResult& result : {coarse, fine}) {
      EXPECT_LE(result.indices[i].first.interval->low, known[i].first);
      EXPECT_GE(result.indices[i].first.interval->high, known[i].first);
      EXPECT_LE(result.indices[i].total.interval->low, known[i].total);
      EXPECT_GE(result.indices[i].total.interval->high, known[i].total);
    }
    EXPECT_LT(fine.indices[i].total.interval->half_width(), coarse.indices[i].total.interval->half_width());
  }
}

TEST(Sobol, IndicesOfALinearFunction) {
  const SobolResult result = sobol_indices(each(linear), 4, 1024, 1);
  const std::vector<double> known = {16.0 / 21, 4.0 / 21, 1.0 / 21, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(result.indices[i].first.value, known[i], 0.005) << i;
    EXPECT_NEAR(result.indices[i].total.value, known[i], 0.005) << i;
  }
  EXPECT_NEAR(result.variance, 21.0 / 12, 0.02);
  EXPECT_EQ(result.indices[3].total.value, 0);
}

TEST(Sobol, OfAConstantAreNothing) {
  const SobolResult result = sobol_indices(each([](const auto&) { return 5.0; }), 2, 16, 1);
  EXPECT_EQ(result.indices[0].first.value, 0);
  EXPECT_EQ(result.indices[1].total.value, 0);
  EXPECT_EQ(result.variance, 0);
}

TEST(Sobol, AsksForAllPointsAtOnce) {
  constexpr std::size_t kSamples = 16;
  std::vector<std::size_t> batches;
  const CubeModel counting = [&](const scenarios::UnitPoints& points) {
    batches.push_back(points.size());
    return each(linear)(points);
  };
  sobol_indices(counting, 4, kSamples, 1);
  EXPECT_EQ(batches, std::vector{kSamples * 6});
  EXPECT_THROW(sobol_indices(counting, 0, 16, 1), std::invalid_argument);
  EXPECT_THROW(sobol_indices(counting, 33, 16, 1), std::invalid_argument);
  EXPECT_THROW(sobol_indices(counting, 3, 1, 1), std::invalid_argument);
}

TEST(Morris, EffectsOfALinearFunctionAreItsWeights) {
  const auto effects = morris(each(linear), 4, 5, 1);
  const std::vector<double> weights = {4, 2, -1, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(effects[i].mean, weights[i], 1e-9);
    EXPECT_NEAR(effects[i].mean_absolute, std::abs(weights[i]), 1e-9);
    EXPECT_NEAR(effects[i].deviation, 0, 1e-9);
  }
}

TEST(Morris, SeesInteractionsAndWhatCancels) {
  // The second parameter turns the first one's effect round.
  const auto effects = morris(each([](const auto& point) { return point[0] * (point[1] < 0.5 ? 1 : -1); }), 3, 40, 1);
  EXPECT_NEAR(effects[0].mean_absolute, 1, 1e-9);
  EXPECT_LT(std::abs(effects[0].mean), 0.5);
  EXPECT_GT(effects[0].deviation, 0.8);
  EXPECT_EQ(effects[2].mean_absolute, 0);
}

TEST(Morris, OrdersTheIshigamiFunction) {
  const auto effects = morris(each(ishigami), 3, 200, 1);
  EXPECT_GT(effects[0].mean_absolute, effects[2].mean_absolute);
  EXPECT_GT(effects[2].deviation, effects[2].mean_absolute / 2) << "acts with the first parameter only";
}

TEST(Morris, StaysInTheCubeAndMovesOneParameterAtATime) {
  const CubeModel checking = [](const scenarios::UnitPoints& points) {
    EXPECT_EQ(points.size(), 3U * 6);
    for (std::size_t i = 0; i < points.size(); ++i) {
      std::size_t moved = 0;
      for (std::size_t d = 0; d < 5; ++d) {
        EXPECT_GE(points[i][d], -1e-12);
        EXPECT_LE(points[i][d], 1 + 1e-12);
        moved += i % 6 != 0 && points[i][d] != points[i - 1][d] ? 1U : 0U;
      }
      EXPECT_EQ(moved, i % 6 == 0 ? 0U : 1U);
    }
    return std::vector<double>(points.size());
  };
  morris(checking, 5, 3, 9);
  EXPECT_THROW(morris(checking, 5, 1, 9), std::invalid_argument);
  EXPECT_THROW(morris(checking, 0, 3, 9), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
