// SPDX-License-Identifier: GPL-2.0
#include "sim/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/time.hpp"

namespace loopsim::sim {
namespace {

// The first value that the rule cannot tell from larger ones: the start of bucket 63 of group 28.
constexpr SimTime kLastBucketStart = SimTime{127} << 27;

Histogram histogram_of(const std::vector<SimTime>& values) {
  Histogram histogram;
  for (const SimTime value : values) {
    histogram.record(value);
  }
  return histogram;
}

// Durations of every order of magnitude below the last bucket.
rc::Gen<SimTime> any_duration() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange<SimTime>(0, kLastBucketStart), rc::gen::inRange(0, 34)),
                      [](const std::pair<SimTime, int>& p) { return p.first >> p.second; });
}

rc::Gen<std::vector<SimTime>> any_durations() { return rc::gen::container<std::vector<SimTime>>(any_duration()); }

// fio's rule by hand: m is the position of the top bit. Up to m = 6 the index is the value. Above, m - 6 low bits are
// dropped, and the index is (m - 6 + 1) x 64 + the six bits after the top one. The value of a bucket is
// 2^m + (six bits + 1/2) x 2^(m - 6).
struct Example {
  SimTime value;
  std::size_t bucket;
  SimTime middle;
};

class HistogramExamples : public testing::TestWithParam<Example> {};

TEST_P(HistogramExamples, FollowFiosRule) {
  EXPECT_EQ(Histogram::bucket_of(GetParam().value), GetParam().bucket);
  EXPECT_EQ(Histogram::bucket_value(GetParam().bucket), GetParam().middle);
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, HistogramExamples,
    testing::Values(Example{0, 0, 0}, Example{1, 1, 1}, Example{63, 63, 63}, Example{64, 64, 64},
                    Example{127, 127, 127},
                    // m = 7: index 2 x 64 + 0; 128 + 1/2 x 2.
                    Example{128, 128, 129}, Example{129, 128, 129}, Example{130, 129, 131},
                    // m = 7: index 2 x 64 + 63; 128 + 63.5 x 2.
                    Example{255, 191, 255},
                    // m = 8: index 3 x 64 + 0; 256 + 1/2 x 4.
                    Example{256, 192, 258},
                    // m = 9: 1000 >> 3 = 125 = 64 + 61: index 4 x 64 + 61; 512 + 61.5 x 8.
                    Example{1000, 317, 1004},
                    // m = 19: 1000000 >> 13 = 122 = 64 + 58: index 14 x 64 + 58; 2^19 + 58.5 x 2^13.
                    Example{1'000'000, 954, 1'003'520},
                    // m = 33, the last group: index 28 x 64; 2^33 + 1/2 x 2^27.
                    Example{SimTime{1} << 33, 1792, (SimTime{1} << 33) + (SimTime{1} << 26)},
                    Example{kLastBucketStart - 1, 1854, (SimTime{253} << 26)},
                    Example{kLastBucketStart, 1855, (SimTime{255} << 26)},
                    Example{std::numeric_limits<SimTime>::max(), 1855, (SimTime{255} << 26)}));

TEST(HistogramTest, EveryBucketHoldsItsOwnValueAndTheyAscend) {
  for (std::size_t bucket = 0; bucket < Histogram::kBuckets; ++bucket) {
    EXPECT_EQ(Histogram::bucket_of(Histogram::bucket_value(bucket)), bucket);
  }
  for (std::size_t bucket = 1; bucket < Histogram::kBuckets; ++bucket) {
    EXPECT_GT(Histogram::bucket_value(bucket), Histogram::bucket_value(bucket - 1));
  }
}

RC_GTEST_PROP(HistogramTest, BucketValueIsWithinOne128thOfTheValue, ()) {
  const SimTime value = *any_duration();
  const SimTime error = std::abs(Histogram::bucket_value(Histogram::bucket_of(value)) - value);
  RC_ASSERT(error * 128 <= value);
}

RC_GTEST_PROP(HistogramTest, MergeEqualsRecordingBoth, ()) {
  const std::vector<SimTime> a = *any_durations();
  const std::vector<SimTime> b = *any_durations();
  std::vector<SimTime> both = a;
  both.insert(both.end(), b.begin(), b.end());
  Histogram merged = histogram_of(a);
  merged.merge(histogram_of(b));
  RC_ASSERT(merged == histogram_of(both));
}

RC_GTEST_PROP(HistogramTest, ExactStatistics, ()) {
  const std::vector<SimTime> values = *rc::gen::nonEmpty(any_durations());
  const Histogram histogram = histogram_of(values);
  std::int64_t sum = 0;
  for (const SimTime value : values) {
    sum += value;
  }
  RC_ASSERT(histogram.count() == values.size());
  RC_ASSERT(histogram.sum() == sum);
  RC_ASSERT(histogram.min() == std::ranges::min(values));
  RC_ASSERT(histogram.max() == std::ranges::max(values));
  const auto n = static_cast<long double>(values.size());
  const long double mean = static_cast<long double>(sum) / n;
  RC_ASSERT(std::abs(histogram.mean() - static_cast<double>(mean)) <= 1e-12 * static_cast<double>(mean));
  long double deviations = 0;
  for (const SimTime value : values) {
    deviations += (static_cast<long double>(value) - mean) * (static_cast<long double>(value) - mean);
  }
  const double expected = values.size() < 2 ? 0.0 : static_cast<double>(std::sqrt(deviations / (n - 1)));
  RC_ASSERT(std::abs(histogram.stddev() - expected) <= 1e-9 * expected + 1e-9);
}

RC_GTEST_PROP(HistogramTest, PercentilesAreTheSortedValuesWithinTheBucketError, ()) {
  std::vector<SimTime> values = *rc::gen::nonEmpty(any_durations());
  const Histogram histogram = histogram_of(values);
  std::ranges::sort(values);
  // Tenths of a percent, so that the rank can be had in whole numbers.
  const auto tenths = static_cast<std::size_t>(*rc::gen::inRange(0, 1001));
  const std::size_t rank = std::max<std::size_t>(1, (tenths * values.size() + 999) / 1000);
  const SimTime exact = values[rank - 1];
  const SimTime reported = histogram.percentile(static_cast<double>(tenths) / 10);
  RC_ASSERT(std::abs(reported - exact) * 128 <= exact);
  RC_ASSERT(reported >= values.front());
  RC_ASSERT(reported <= values.back());
}

TEST(HistogramTest, PercentileRanks) {
  std::vector<SimTime> values(500, 10);
  values.insert(values.end(), 490, 20);
  values.insert(values.end(), 9, 30);
  values.insert(values.end(), 1, 40);
  const Histogram histogram = histogram_of(values);
  EXPECT_EQ(histogram.percentile(0), 10);
  EXPECT_EQ(histogram.percentile(50), 10);
  EXPECT_EQ(histogram.percentile(50.01), 20);
  EXPECT_EQ(histogram.percentile(99), 20);
  EXPECT_EQ(histogram.percentile(99.9), 30);
  EXPECT_EQ(histogram.percentile(99.91), 40);
  EXPECT_EQ(histogram.percentile(100), 40);
}

TEST(HistogramTest, PercentileIsClippedToWhatWasSeen) {
  // Bucket 317 is 1000 to 1007 and stands for 1004.
  EXPECT_EQ(histogram_of({1001}).percentile(99), 1001);
  EXPECT_EQ(histogram_of({1006}).percentile(99), 1006);
  EXPECT_EQ(histogram_of({1001, 1006}).percentile(50), 1004);
}

TEST(HistogramTest, PercentileOutOfRangeIsAnError) {
  const Histogram histogram = histogram_of({1});
  EXPECT_THROW((void)histogram.percentile(-0.1), std::invalid_argument);
  EXPECT_THROW((void)histogram.percentile(100.1), std::invalid_argument);
  EXPECT_THROW((void)histogram.percentile(std::nan("")), std::invalid_argument);
}

TEST(HistogramTest, EmptyIsAllZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_EQ(histogram.mean(), 0.0);
  EXPECT_EQ(histogram.stddev(), 0.0);
  EXPECT_EQ(histogram.percentile(99), 0);
  EXPECT_TRUE(histogram.nonzero().empty());
}

TEST(HistogramTest, MergingAnEmptyOneKeepsTheMinimum) {
  Histogram histogram = histogram_of({5, 7});
  histogram.merge(Histogram());
  EXPECT_EQ(histogram, histogram_of({5, 7}));
  Histogram empty;
  empty.merge(histogram);
  EXPECT_EQ(empty, histogram);
}

TEST(HistogramTest, StandardDeviationSurvivesAHugeMean) {
  // The squares need 67 bits; doubles would lose the difference of 1 altogether.
  const SimTime base = 10 * kSecond;
  EXPECT_DOUBLE_EQ(histogram_of({base + 1, base + 2, base + 3}).stddev(), 1.0);
}

TEST(HistogramTest, BucketsForJsonBins) {
  const Histogram histogram = histogram_of({1000, 5, 1007, 5, 5, 1008});
  std::vector<std::pair<SimTime, std::uint64_t>> bins;
  histogram.for_each_bucket([&bins](SimTime value, std::uint64_t count) { bins.emplace_back(value, count); });
  const std::vector<std::pair<SimTime, std::uint64_t>> expected = {{5, 3}, {1004, 2}, {1012, 1}};
  EXPECT_EQ(bins, expected);
  const Histogram::Buckets buckets = {{5, 3}, {317, 2}, {318, 1}};
  EXPECT_EQ(histogram.nonzero(), buckets);
}

RC_GTEST_PROP(HistogramTest, PartsMakeTheSameHistogram, ()) {
  const Histogram histogram = histogram_of(*any_durations());
  RC_ASSERT(Histogram::from_parts(histogram.parts()) == histogram);
}

TEST(HistogramTest, PartsKeepSquaresBeyond64Bits) {
  const Histogram histogram = histogram_of({SimTime{1} << 33, SimTime{3} << 33});
  // 2^66 + 9 x 2^66 = 40 x 2^64.
  EXPECT_EQ(histogram.parts().squares_high, 40U);
  EXPECT_EQ(histogram.parts().squares_low, 0U);
  EXPECT_EQ(Histogram::from_parts(histogram.parts()), histogram);
}

TEST(HistogramTest, ImpossiblePartsAreAnError) {
  const Histogram::Parts good = histogram_of({5, 1000}).parts();
  Histogram::Parts parts = good;
  parts.buckets.emplace_back(1856, 1);
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
  parts = good;
  std::swap(parts.buckets.front(), parts.buckets.back());
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
  parts = good;
  parts.buckets.front().second = 0;
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
  parts = good;
  parts.max = 1008;
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
  parts = good;
  parts.min = -1;
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
  parts = good;
  parts.buckets.clear();
  EXPECT_THROW((void)Histogram::from_parts(parts), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::sim
