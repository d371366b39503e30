// SPDX-License-Identifier: GPL-2.0
#include "sim/random.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/sim/chi_square.hpp"

namespace loopsim::sim {
namespace {

// The two generators once more, written from the papers in the plainest form.
struct ReferenceSplitmix64 {
  std::uint64_t x;

  std::uint64_t operator()() {
    x = x + 0x9e3779b97f4a7c15U;
    std::uint64_t z = x;
    z = z ^ (z >> 30);
    z = z * 0xbf58476d1ce4e5b9U;
    z = z ^ (z >> 27);
    z = z * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
};

struct ReferenceXoshiro256 {
  std::uint64_t s0, s1, s2, s3;

  static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

  std::uint64_t operator()() {
    const std::uint64_t result = 9 * rotate(5 * s1, 7);
    const std::uint64_t t = s1 << 17;
    s2 = s2 ^ s0;
    s3 = s3 ^ s1;
    s1 = s1 ^ s2;
    s0 = s0 ^ s3;
    s2 = s2 ^ t;
    s3 = rotate(s3, 45);
    return result;
  }
};

ReferenceXoshiro256 seeded_reference(std::uint64_t seed) {
  ReferenceSplitmix64 fill{seed};
  const std::uint64_t s0 = fill();
  const std::uint64_t s1 = fill();
  const std::uint64_t s2 = fill();
  const std::uint64_t s3 = fill();
  return {s0, s1, s2, s3};
}

TEST(RandomTest, ReferenceGivesThePublishedNumbers) {
  ReferenceSplitmix64 splitmix{1234567};
  EXPECT_EQ(splitmix(), 6457827717110365317U);
  EXPECT_EQ(splitmix(), 3203168211198807973U);
  EXPECT_EQ(splitmix(), 9817491932198370423U);

  ReferenceXoshiro256 xoshiro{1, 2, 3, 4};
  EXPECT_EQ(xoshiro(), 11520U);
  EXPECT_EQ(xoshiro(), 0U);
  EXPECT_EQ(xoshiro(), 1509978240U);
  EXPECT_EQ(xoshiro(), 1215971899390074240U);
}

RC_GTEST_PROP(RandomTest, EqualsTheReferenceForEverySeed, (std::uint64_t seed)) {
  Random random(seed);
  ReferenceXoshiro256 reference = seeded_reference(seed);
  for (int i = 0; i < 50; ++i) {
    RC_ASSERT(random.next() == reference());
  }
}

RC_GTEST_PROP(RandomTest, BelowAPowerOfTwoIsTheTopBits, (std::uint64_t seed)) {
  const int bits = *rc::gen::inRange(1, 64);
  Random random(seed);
  Random copy = random;
  RC_ASSERT(random.below(std::uint64_t{1} << bits) == copy.next() >> (64 - bits));
}

RC_GTEST_PROP(RandomTest, BelowStaysBelow, (std::uint64_t seed)) {
  const auto n = *rc::gen::inRange<std::uint64_t>(1, std::numeric_limits<std::uint64_t>::max());
  Random random(seed);
  RC_ASSERT(random.below(n) < n);
}

TEST(RandomTest, BelowOneAndBelowNothingAreZero) {
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(random.below(1), 0U);
    EXPECT_EQ(random.below(0), 0U);
  }
}

TEST(RandomTest, BelowIsEven) {
  Random random(2);
  std::vector<std::uint64_t> counts(1009);
  for (int i = 0; i < 1'000'000; ++i) {
    ++counts[random.below(counts.size())];
  }
  const double p = chi_square_p_value(counts);
  EXPECT_GT(p, 1e-4);
  EXPECT_LT(p, 1 - 1e-4);
}

RC_GTEST_PROP(RandomTest, UniformIsTheTop53BitsAsAFraction, (std::uint64_t seed)) {
  Random random(seed);
  Random copy = random;
  const double value = random.uniform();
  RC_ASSERT(value >= 0.0);
  RC_ASSERT(value < 1.0);
  RC_ASSERT(std::ldexp(value, 53) == static_cast<double>(copy.next() >> 11));
}

TEST(RandomTest, UniformHasTheMomentsOfTheUniformLaw) {
  Random random(3);
  constexpr int kDraws = 1'000'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.uniform();
    sum += value;
    squares += value * value;
  }
  // Standard errors: sqrt(1/12/n) = 2.9e-4 and sqrt(4/45/n) = 3.0e-4; the limits are five of them.
  EXPECT_NEAR(sum / kDraws, 1.0 / 2, 1.5e-3);
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 1.5e-3);
}

TEST(RandomStreamTest, SameKeyGivesTheSameNumbers) {
  Random a = stream(7, 2, "offset", 3);
  Random b = stream(7, 2, "offset", 3);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(a.next(), b.next());
  }
}

TEST(RandomStreamTest, EveryPartOfTheKeyMatters) {
  std::set<std::uint64_t> first_numbers;
  std::size_t streams = 0;
  // Small equal numbers in all places: a key that only added its parts up would collide.
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (std::uint32_t replication = 0; replication < 8; ++replication) {
      for (const std::string purpose : {"", "offset", "offsets", "service", "tesffo"}) {
        for (std::uint64_t index = 0; index < 8; ++index) {
          first_numbers.insert(stream(seed, replication, purpose, index).next());
          ++streams;
        }
      }
    }
  }
  EXPECT_EQ(first_numbers.size(), streams);
}

TEST(RandomStreamTest, FirstNumbersOfNeighbouringStreamsAreEven) {
  std::vector<std::uint64_t> counts(512);
  for (std::uint64_t index = 0; index < 100'000; ++index) {
    Random random = stream(1, 0, "service", index);
    ++counts[random.below(counts.size())];
  }
  const double p = chi_square_p_value(counts);
  EXPECT_GT(p, 1e-4);
  EXPECT_LT(p, 1 - 1e-4);
}

TEST(RandomStreamTest, NeighbouringStreamsAreUncorrelated) {
  Random a = stream(1, 0, "service", 0);
  Random b = stream(1, 0, "service", 1);
  constexpr int kDraws = 1'000'000;
  double products = 0;
  for (int i = 0; i < kDraws; ++i) {
    products += (a.uniform() - 0.5) * (b.uniform() - 0.5);
  }
  // The correlation of independent streams has a standard error of 1/sqrt(n) = 1e-3.
  EXPECT_NEAR(products / kDraws * 12, 0.0, 5e-3);
}

}  // namespace
}  // namespace loopsim::sim
