// SPDX-License-Identifier: GPL-2.0
#include "sim/quantile_table.hpp"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::sim {
namespace {

constexpr std::uint64_t kUpperHalf = std::uint64_t{1} << 63;

// The bits that select a tail probability p < 1/2: the top bit is the half, the other 63 are p as a multiple of 2^-64.
std::uint64_t bits_of(double p) { return static_cast<std::uint64_t>(std::ldexp(p, 64)); }

QuantileTable exponential() {
  return {[](double p) { return -std::log1p(-p); }, [](double p) { return -std::log(p); }};
}

// On [0, 2], already of mean 1, and without error under linear interpolation.
QuantileTable straight_line() {
  return {[](double p) { return 2 * p; }, [](double p) { return 2 - 2 * p; }};
}

TEST(QuantileTableTest, StraightLineIsReproducedEverywhere) {
  const QuantileTable table = straight_line();
  // The outermost of the 2^-39 wide cells is cut off at its middle.
  for (double p = 0.4999; p > 0x1p-38; p *= 0.9) {
    EXPECT_NEAR(table.at(bits_of(p)), 2 * p, 1e-11) << p;
    EXPECT_NEAR(table.at(kUpperHalf | bits_of(p)), 2 - 2 * p, 1e-11) << p;
  }
}

TEST(QuantileTableTest, QuantilesAreRightFarIntoBothTails) {
  const QuantileTable table = exponential();
  // A chord of ln p over 1/128 of p is off by (1/128)^2 / 8 = 7.63e-6 at most. The mean is then off by no more than
  // that, and correcting it moves every value by at most the same fraction.
  constexpr double kChord = 7.7e-6;
  for (double p = 0.4999; p > 1e-9; p *= 0.99) {
    EXPECT_NEAR(table.at(kUpperHalf | bits_of(p)), -std::log(p), kChord * (1 - std::log(p))) << p;
    EXPECT_NEAR(table.at(bits_of(p)), -std::log1p(-p), 2 * kChord * p) << p;
  }
}

TEST(QuantileTableTest, HalvesMeetAtTheMedian) {
  const QuantileTable table = exponential();
  EXPECT_NEAR(table.at(kUpperHalf - 1), std::log(2.0), 1e-5);
  EXPECT_NEAR(table.at(~std::uint64_t{0}), std::log(2.0), 1e-5);
}

TEST(QuantileTableTest, ExtremesAreFiniteAndOrdered) {
  const QuantileTable table = exponential();
  EXPECT_GE(table.at(0), 0.0);
  EXPECT_LE(table.at(0), 1e-11);
  EXPECT_EQ(table.at(kUpperHalf), table.max());
  // Beyond the quantile of 2^-39, the end of the first cell, and finite.
  EXPECT_GT(table.max(), 39 * std::log(2.0));
  EXPECT_LT(table.max(), 41 * std::log(2.0));
}

TEST(QuantileTableTest, MeanIsOneWhateverTheMeanOfTheQuantiles) {
  const QuantileTable table([](double p) { return -7 * std::log1p(-p); }, [](double p) { return -7 * std::log(p); });
  constexpr int kStrata = 1 << 22;
  double sum = 0;
  for (std::uint64_t i = 0; i < kStrata; ++i) {
    sum += table.at((i << 42) | (std::uint64_t{1} << 41));
  }
  // The midpoint of the outermost stratum misses (1 - ln 2) x 2^-22 of the mean.
  EXPECT_NEAR(sum / kStrata, 1.0, 1e-6);
}

RC_GTEST_PROP(QuantileTableTest, IsMonotoneInTheTailProbability, ()) {
  static const QuantileTable kTable = exponential();
  // Shifts spread the arguments over the octaves.
  const auto a = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(1, 64);
  const auto b = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(1, 64);
  RC_PRE(a <= b);
  RC_ASSERT(kTable.at(a) <= kTable.at(b));
  RC_ASSERT(kTable.at(kUpperHalf | a) >= kTable.at(kUpperHalf | b));
}

}  // namespace
}  // namespace loopsim::sim
