// SPDX-License-Identifier: GPL-2.0
#include "analysis/batch_means.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/analysis/synthetic.hpp"

namespace loopsim::analysis {
namespace {

TEST(BatchMeans, AreMeansOfEqualBatches) {
  std::vector<double> series;
  series.insert(series.end(), 3, 1e9);  // fills no batch: left out at the start
  series.insert(series.end(), 10, 1.0);
  series.insert(series.end(), 10, 2.0);
  series.insert(series.end(), 10, 6.0);
  series.insert(series.end(), 10, 3.0);
  const Estimate expected = estimate_mean(std::vector<double>{1, 2, 6, 3});
  const Estimate found = batch_means(series, 4).value();
  EXPECT_DOUBLE_EQ(found.value, 3);
  EXPECT_DOUBLE_EQ(found.interval->low, expected.interval->low);
  EXPECT_DOUBLE_EQ(found.interval->high, expected.interval->high);
}

TEST(BatchMeans, NeedALongSeries) {
  EXPECT_FALSE(batch_means(std::vector<double>(199, 1.0)));
  EXPECT_TRUE(batch_means(std::vector<double>(200, 1.0)));
  EXPECT_FALSE(batch_means(std::vector<double>(200, 1.0), 1));
  EXPECT_FALSE(batch_means(std::vector<double>{}));
}

// A first-order autoregressive series remembers 1 / (1 - phi) = 5 steps; a batch has 200. Taking all values as
// independent would make the interval three times too narrow.
TEST(BatchMeans, CoverTheMeanOfAnAutocorrelatedSeries) {
  constexpr int kExperiments = 2000;
  constexpr std::size_t kLength = 4000;
  sim::Random random(1);
  int covered = 0;
  int covered_naively = 0;
  for (int experiment = 0; experiment < kExperiments; ++experiment) {
    const std::vector<double> series = ar1(random, 0.8, kLength);
    const Interval interval = batch_means(series)->interval.value();
    const Interval naive = estimate_mean(series).interval.value();
    covered += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
    covered_naively += naive.low <= 0 && 0 <= naive.high ? 1 : 0;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, kExperiments * 93 / 100);
  EXPECT_LE(covered, kExperiments * 97 / 100);
  EXPECT_LE(covered_naively, kExperiments * 60 / 100);
}

}  // namespace
}  // namespace loopsim::analysis
