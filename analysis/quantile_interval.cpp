// SPDX-License-Identifier: GPL-2.0
#include "analysis/quantile_interval.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

namespace loopsim::analysis {
namespace {

// The rank that percentiles everywhere in the program have.
std::uint64_t rank_of(std::uint64_t count, double q) {
  return std::clamp(static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count))), std::uint64_t{1}, count);
}

// The least k with P(B <= k) >= p, by bisection.
std::uint64_t least_with(const boost::math::binomial& below, std::uint64_t count, double p) {
  std::uint64_t low = 0;
  std::uint64_t high = count;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (boost::math::cdf(below, static_cast<double>(middle)) >= p) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

double value_of_rank(const sim::Histogram& histogram, std::uint64_t rank) {
  std::uint64_t seen = 0;
  sim::SimTime found = histogram.max();
  histogram.for_each_bucket([&](sim::SimTime value, std::uint64_t count) {
    if (seen < rank && seen + count >= rank) {
      found = std::clamp(value, histogram.min(), histogram.max());
    }
    seen += count;
  });
  return static_cast<double>(found);
}

}  // namespace

std::optional<RankInterval> quantile_ranks(std::uint64_t count, double q, double confidence) {
  if (count == 0) {
    return std::nullopt;
  }
  const double outside = (1 - confidence) / 2;
  const boost::math::binomial below(static_cast<double>(count), q);
  // The quantile is under the l-th value when fewer than l are below it: P(B <= l - 1) <= outside.
  const std::uint64_t low = least_with(below, count, std::nextafter(outside, 1.0));
  // It is above the h-th when h or more are: 1 - P(B <= h - 1) <= outside.
  const std::uint64_t high = least_with(below, count, 1 - outside) + 1;
  return low < 1 || high > count ? std::nullopt : std::optional(RankInterval{low, high});
}

Estimate estimate_quantile(std::span<const double> values, double q, double confidence) {
  if (values.empty()) {
    throw std::invalid_argument("statistics of too few values");
  }
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  Estimate estimate{sorted[rank_of(sorted.size(), q) - 1], std::nullopt};
  if (const auto ranks = quantile_ranks(sorted.size(), q, confidence)) {
    estimate.interval = Interval{sorted[ranks->low - 1], sorted[ranks->high - 1]};
  }
  return estimate;
}

std::optional<Estimate> estimate_quantile(const sim::Histogram& histogram, double q, double confidence) {
  if (histogram.count() == 0) {
    return std::nullopt;
  }
  Estimate estimate{value_of_rank(histogram, rank_of(histogram.count(), q)), std::nullopt};
  if (const auto ranks = quantile_ranks(histogram.count(), q, confidence)) {
    estimate.interval = Interval{value_of_rank(histogram, ranks->low), value_of_rank(histogram, ranks->high)};
  }
  return estimate;
}

}  // namespace loopsim::analysis
