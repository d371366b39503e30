// SPDX-License-Identifier: GPL-2.0
#include "sim/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <boost/math/distributions/lognormal.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random.hpp"
#include "sim/time.hpp"
#include "tests/sim/chi_square.hpp"

namespace loopsim::sim {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

boost::math::lognormal lognormal_theory(double mean, double cv) {
  const double variance = std::log1p(cv * cv);
  return {std::log(mean) - variance / 2, std::sqrt(variance)};
}

// Counts of draws in `bins` classes that are equally likely in theory; cdf(x) is the theory.
template <typename Cdf>
std::vector<std::uint64_t> classify(const Distribution& distribution, const Cdf& cdf, std::size_t bins) {
  std::vector<std::uint64_t> counts(bins);
  Random random(12345);
  for (int i = 0; i < 1'000'000; ++i) {
    const double u = cdf(static_cast<double>(distribution.draw(random)));
    ++counts[std::min(bins - 1, static_cast<std::size_t>(u * static_cast<double>(bins)))];
  }
  return counts;
}

void expect_plausible(double p_value) {
  EXPECT_GT(p_value, 1e-4);
  EXPECT_LT(p_value, 1 - 1e-4);
}

// The number of draws beyond a quantile of theory is binomial: within 4.5 standard deviations of its mean.
template <typename UpperQuantile>
void expect_tail(const Distribution& distribution, const UpperQuantile& upper_quantile) {
  constexpr int kDraws = 4'000'000;
  const std::vector<double> probabilities = {0.01, 0.001, 0.0001};
  std::vector<int> beyond(probabilities.size());
  std::vector<double> limits;
  limits.reserve(probabilities.size());
  for (const double p : probabilities) {
    limits.push_back(upper_quantile(p));
  }
  Random random(99);
  for (int i = 0; i < kDraws; ++i) {
    const auto value = static_cast<double>(distribution.draw(random));
    for (std::size_t k = 0; k < limits.size(); ++k) {
      beyond[k] += value > limits[k] ? 1 : 0;
    }
  }
  for (std::size_t k = 0; k < limits.size(); ++k) {
    const double p = probabilities[k];
    EXPECT_NEAR(beyond[k], kDraws * p, 4.5 * std::sqrt(kDraws * p * (1 - p))) << "beyond probability " << p;
  }
}

struct Moments {
  double mean = 0;
  double cv = 0;
};

Moments sample_moments(const Distribution& distribution, int draws) {
  Random random(2024);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const auto value = static_cast<double>(distribution.draw(random));
    sum += value;
    squares += value * value;
  }
  const double mean = sum / draws;
  return {mean, std::sqrt(squares / draws - mean * mean) / mean};
}

TEST(DistributionTest, DefaultIsZero) {
  Random random(1);
  EXPECT_EQ(Distribution().draw(random), 0);
  EXPECT_TRUE(Distribution().is_constant());
  EXPECT_EQ(Distribution(), Distribution::constant(0));
}

TEST(DistributionTest, ConstantTakesNothingFromTheStream) {
  Random random(1);
  Random untouched = random;
  EXPECT_EQ(Distribution::constant(56500).draw(random), 56500);
  EXPECT_EQ(random.next(), untouched.next());
}

TEST(DistributionTest, OthersTakeOneNumber) {
  for (const Distribution& distribution :
       {Distribution::uniform(1, 9), Distribution::exponential(100), Distribution::lognormal(100, 0.5),
        Distribution::empirical({{0, 1}, {1, 5}})}) {
    Random random(1);
    Random once = random;
    (void)distribution.draw(random);
    (void)once.next();
    EXPECT_EQ(random.next(), once.next()) << distribution.to_string();
  }
}

TEST(DistributionTest, CopiesAndRebuiltOnesDrawTheSame) {
  const Distribution original = Distribution::lognormal(56500, 0.3);
  const Distribution copy = original;  // NOLINT(performance-unnecessary-copy-initialization)
  const Distribution rebuilt = Distribution::lognormal(56500, 0.3);
  Random a(5);
  Random b(5);
  Random c(5);
  for (int i = 0; i < 1000; ++i) {
    const SimTime value = original.draw(a);
    EXPECT_EQ(copy.draw(b), value);
    EXPECT_EQ(rebuilt.draw(c), value);
  }
}

TEST(DistributionTest, ExponentialDrawsFollowFromTheBits) {
  // Top bit 0: the remaining 63 bits are the probability of a smaller draw, otherwise of a larger one. The table is
  // good to 7.7e-6 of the mean and of the value (see quantile_table_test.cpp), and the result is a whole number.
  const Distribution distribution = Distribution::exponential(1'000'000'000);
  Random random(77);
  Random bits = random;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t word = bits.next();
    const double p = std::ldexp(static_cast<double>(word & ~(std::uint64_t{1} << 63)), -64);
    const double expected = word >> 63 == 0 ? -std::log1p(-p) : -std::log(p);
    EXPECT_NEAR(static_cast<double>(distribution.draw(random)), expected * 1e9, 7.7e-6 * (1 + expected) * 1e9 + 1);
  }
}

TEST(DistributionTest, ExponentialFitsTheory) {
  const auto counts =
      classify(Distribution::exponential(kSecond), [](double x) { return -std::expm1(-x / 1e9); }, 1000);
  expect_plausible(chi_square_p_value(counts));
}

TEST(DistributionTest, LognormalFitsTheory) {
  for (const double cv : {0.1, 0.3, 1.0, 3.0}) {
    SCOPED_TRACE(cv);
    const auto theory = lognormal_theory(1e9, cv);
    const auto counts = classify(
        Distribution::lognormal(kSecond, cv), [&theory](double x) { return boost::math::cdf(theory, x); }, 1000);
    expect_plausible(chi_square_p_value(counts));
  }
}

TEST(DistributionTest, UniformFitsTheory) {
  std::vector<std::uint64_t> counts(1000);
  const Distribution distribution = Distribution::uniform(5000, 5999);
  Random random(8);
  for (int i = 0; i < 1'000'000; ++i) {
    ++counts.at(static_cast<std::size_t>(distribution.draw(random) - 5000));
  }
  expect_plausible(chi_square_p_value(counts));
}

TEST(DistributionTest, EmpiricalFitsTheory) {
  // 100 ms to 200 ms with probability 1/2, up to 900 ms with 0.4, up to 1000 ms with 0.1.
  const Distribution distribution =
      Distribution::empirical({{0, 100'000'000}, {0.5, 200'000'000}, {0.9, 900'000'000}, {1, 1'000'000'000}});
  const auto cdf = [](double x) {
    if (x < 2e8) {
      return (x - 1e8) / 1e8 * 0.5;
    }
    return x < 9e8 ? 0.5 + (x - 2e8) / 7e8 * 0.4 : 0.9 + (x - 9e8) / 1e8 * 0.1;
  };
  expect_plausible(chi_square_p_value(classify(distribution, cdf, 1000)));
}

TEST(DistributionTest, EmpiricalStepIsAnAtom) {
  const Distribution distribution = Distribution::empirical({{0, 10}, {0.25, 10}, {1, 10'000'000}});
  Random random(4);
  constexpr int kDraws = 100'000;
  int tens = 0;
  for (int i = 0; i < kDraws; ++i) {
    tens += distribution.draw(random) == 10 ? 1 : 0;
  }
  EXPECT_NEAR(tens, kDraws * 0.25, 4.5 * std::sqrt(kDraws * 0.25 * 0.75));
}

TEST(DistributionTest, ExponentialTail) {
  expect_tail(Distribution::exponential(kSecond), [](double p) { return -std::log(p) * 1e9; });
}

TEST(DistributionTest, LognormalTail) {
  for (const double cv : {0.3, 1.5}) {
    SCOPED_TRACE(cv);
    const auto theory = lognormal_theory(1e9, cv);
    expect_tail(Distribution::lognormal(kSecond, cv),
                [&theory](double p) { return boost::math::quantile(boost::math::complement(theory, p)); });
  }
}

TEST(DistributionTest, SampleMomentsAreTheStatedOnes) {
  constexpr int kDraws = 10'000'000;
  for (const Distribution& distribution :
       {Distribution::exponential(40'000), Distribution::lognormal(56'500, 0.3), Distribution::lognormal(56'500, 0.01),
        Distribution::uniform(1000, 2001), Distribution::empirical({{0, 10'000}, {0.5, 20'000}, {1, 90'000}})}) {
    SCOPED_TRACE(distribution.to_string());
    const Moments moments = sample_moments(distribution, kDraws);
    EXPECT_NEAR(moments.mean / distribution.mean(), 1.0, 1e-3);
    EXPECT_NEAR(moments.cv / distribution.cv(), 1.0, 2e-3);
  }
}

TEST(DistributionTest, WholeNanosecondsDoNotBiasShortMeans) {
  // Rounding to the nearest would lose 4 % of the mean of exponential(1ns).
  for (const SimTime mean : {1, 2, 5}) {
    const Moments moments = sample_moments(Distribution::exponential(mean), 10'000'000);
    EXPECT_NEAR(moments.mean / static_cast<double>(mean), 1.0, 2e-3) << mean;
  }
}

TEST(DistributionTest, StatedMoments) {
  EXPECT_EQ(Distribution::constant(7).mean(), 7.0);
  EXPECT_EQ(Distribution::constant(7).cv(), 0.0);
  EXPECT_EQ(Distribution().cv(), 0.0);
  // A fair die: variance 35/12.
  EXPECT_DOUBLE_EQ(Distribution::uniform(1, 6).mean(), 3.5);
  EXPECT_DOUBLE_EQ(Distribution::uniform(1, 6).cv(), std::sqrt(35.0 / 12) / 3.5);
  EXPECT_EQ(Distribution::exponential(40'000).mean(), 40'000.0);
  EXPECT_EQ(Distribution::exponential(40'000).cv(), 1.0);
  EXPECT_EQ(Distribution::lognormal(56'500, 0.3).mean(), 56'500.0);
  EXPECT_EQ(Distribution::lognormal(56'500, 0.3).cv(), 0.3);
  // Half of the time 150 on average, half of the time 550; a straight line from 0 to 12 has variance 12.
  EXPECT_DOUBLE_EQ(Distribution::empirical({{0, 100}, {0.5, 200}, {1, 900}}).mean(), 350.0);
  EXPECT_DOUBLE_EQ(Distribution::empirical({{0, 0}, {1, 12}}).cv(), std::sqrt(12.0) / 6);
}

TEST(DistributionTest, OnlyConstantsAreConstant) {
  EXPECT_TRUE(Distribution::constant(5).is_constant());
  EXPECT_FALSE(Distribution::uniform(1, 2).is_constant());
  EXPECT_FALSE(Distribution::exponential(5).is_constant());
  EXPECT_FALSE(Distribution::lognormal(5, 0.1).is_constant());
  EXPECT_FALSE(Distribution::empirical({{0, 1}, {1, 2}}).is_constant());
}

TEST(DistributionTest, ParametersWithoutChoiceGiveConstants) {
  EXPECT_EQ(Distribution::uniform(5, 5), Distribution::constant(5));
  EXPECT_EQ(Distribution::exponential(0), Distribution::constant(0));
  EXPECT_EQ(Distribution::lognormal(5, 0), Distribution::constant(5));
  EXPECT_EQ(Distribution::lognormal(0, 2), Distribution::constant(0));
  EXPECT_EQ(Distribution::empirical({{0, 5}, {1, 5}}), Distribution::constant(5));
}

TEST(DistributionTest, ToString) {
  EXPECT_EQ(Distribution::constant(56'500).to_string(), "56500ns");
  EXPECT_EQ(Distribution::uniform(1000, 2000).to_string(), "uniform(1000ns, 2000ns)");
  EXPECT_EQ(Distribution::exponential(40'000).to_string(), "exponential(40000ns)");
  EXPECT_EQ(Distribution::lognormal(56'500, 0.3).to_string(), "lognormal(56500ns, cv 0.3)");
  EXPECT_EQ(Distribution::empirical({{0, 100}, {0.5, 200}, {1, 900}}).to_string(),
            "empirical(0: 100ns, 0.5: 200ns, 1: 900ns)");
}

TEST(DistributionTest, EqualityIsThatOfKindAndParameters) {
  const std::vector<Distribution> different = {Distribution::constant(100),
                                               Distribution::constant(101),
                                               Distribution::uniform(100, 200),
                                               Distribution::uniform(100, 201),
                                               Distribution::exponential(100),
                                               Distribution::exponential(101),
                                               Distribution::lognormal(100, 0.3),
                                               Distribution::lognormal(100, 0.31),
                                               Distribution::lognormal(101, 0.3),
                                               Distribution::empirical({{0, 100}, {1, 200}}),
                                               Distribution::empirical({{0, 100}, {0.5, 150}, {1, 200}})};
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < different.size(); ++j) {
      EXPECT_EQ(different[i] == different[j], i == j) << i << ' ' << j;
    }
  }
  EXPECT_EQ(Distribution::lognormal(100, 0.3), Distribution::lognormal(100, 0.3));
  EXPECT_EQ(Distribution::empirical({{0, 1}, {1, 2}}), Distribution::empirical({{0, 1}, {1, 2}}));
}

TEST(DistributionTest, ScaledKeepsTheShape) {
  EXPECT_EQ(Distribution::constant(100).scaled(1.5), Distribution::constant(150));
  EXPECT_EQ(Distribution::uniform(100, 200).scaled(0.5), Distribution::uniform(50, 100));
  EXPECT_EQ(Distribution::exponential(100).scaled(2), Distribution::exponential(200));
  EXPECT_EQ(Distribution::lognormal(100, 0.3).scaled(2), Distribution::lognormal(200, 0.3));
  EXPECT_EQ(Distribution::empirical({{0, 100}, {1, 200}}).scaled(3), Distribution::empirical({{0, 300}, {1, 600}}));
  EXPECT_EQ(Distribution::constant(3).scaled(0.5), Distribution::constant(2));
}

TEST(DistributionTest, ScaledByZeroIsZero) {
  for (const Distribution& distribution :
       {Distribution::constant(5), Distribution::uniform(1, 9), Distribution::exponential(100),
        Distribution::lognormal(100, 0.5), Distribution::empirical({{0, 1}, {1, 5}})}) {
    EXPECT_EQ(distribution.scaled(0), Distribution::constant(0)) << distribution.to_string();
  }
}

TEST(DistributionTest, ScaledDrawsAreScaled) {
  const Distribution small = Distribution::lognormal(1'000'000, 0.5);
  const Distribution large = small.scaled(4);
  Random a(6);
  Random b(6);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NEAR(static_cast<double>(large.draw(b)), 4.0 * static_cast<double>(small.draw(a)), 5.0);
  }
}

TEST(DistributionTest, InvalidParametersAreErrors) {
  EXPECT_THROW((void)Distribution::constant(-1), std::invalid_argument);
  EXPECT_THROW((void)Distribution::uniform(-1, 5), std::invalid_argument);
  EXPECT_THROW((void)Distribution::uniform(6, 5), std::invalid_argument);
  EXPECT_THROW((void)Distribution::exponential(-1), std::invalid_argument);
  EXPECT_THROW((void)Distribution::lognormal(-1, 0.3), std::invalid_argument);
  EXPECT_THROW((void)Distribution::lognormal(100, -0.3), std::invalid_argument);
  EXPECT_THROW((void)Distribution::lognormal(100, 100.5), std::invalid_argument);
  EXPECT_THROW((void)Distribution::lognormal(100, kNan), std::invalid_argument);
  EXPECT_THROW((void)Distribution::constant(5).scaled(-1), std::invalid_argument);
  EXPECT_THROW((void)Distribution::constant(5).scaled(kNan), std::invalid_argument);
  EXPECT_THROW((void)Distribution::constant(5).scaled(1e300), std::invalid_argument);
  // The tail reaches 28 means and would leave 64 bits.
  EXPECT_THROW((void)Distribution::exponential(kNever / 20), std::invalid_argument);
}

TEST(DistributionTest, InvalidQuantilesAreErrors) {
  for (const Distribution::Quantiles& quantiles :
       {Distribution::Quantiles{}, Distribution::Quantiles{{0, 5}}, Distribution::Quantiles{{0.1, 5}, {1, 6}},
        Distribution::Quantiles{{0, 5}, {0.9, 6}}, Distribution::Quantiles{{0, 5}, {0.5, 4}, {1, 6}},
        Distribution::Quantiles{{0, 5}, {0.5, 6}, {0.5, 7}, {1, 8}}, Distribution::Quantiles{{0, -1}, {1, 6}},
        Distribution::Quantiles{{0, 5}, {kNan, 6}, {1, 7}}, Distribution::Quantiles{{0, 5}, {1, kNever}}}) {
    EXPECT_THROW((void)Distribution::empirical(quantiles), std::invalid_argument);
  }
}

RC_GTEST_PROP(DistributionTest, UniformStaysWithinItsBounds, (std::uint64_t seed)) {
  const auto lo = *rc::gen::inRange<SimTime>(0, kNever / 2);
  const auto hi = lo + *rc::gen::inRange<SimTime>(0, kNever / 2);
  Random random(seed);
  const SimTime value = Distribution::uniform(lo, hi).draw(random);
  RC_ASSERT(value >= lo);
  RC_ASSERT(value <= hi);
}

RC_GTEST_PROP(DistributionTest, EmpiricalStaysWithinItsBounds, (std::uint64_t seed)) {
  auto values = *rc::gen::container<std::vector<SimTime>>(4, rc::gen::inRange<SimTime>(0, 1000));
  std::ranges::sort(values);
  const Distribution distribution =
      Distribution::empirical({{0, values[0]}, {0.3, values[1]}, {0.31, values[2]}, {1, values[3]}});
  Random random(seed);
  for (int i = 0; i < 100; ++i) {
    const SimTime value = distribution.draw(random);
    RC_ASSERT(value >= values.front());
    RC_ASSERT(value <= values.back());
  }
}

RC_GTEST_PROP(DistributionTest, LognormalIsNeverNegative, (std::uint64_t seed)) {
  const auto mean = *rc::gen::inRange<SimTime>(0, kSecond);
  const double cv = *rc::gen::inRange(0, 1000) / 10.0;
  const Distribution distribution = Distribution::lognormal(mean, cv);
  Random random(seed);
  for (int i = 0; i < 100; ++i) {
    RC_ASSERT(distribution.draw(random) >= 0);
  }
}

}  // namespace
}  // namespace loopsim::sim
