// SPDX-License-Identifier: GPL-2.0
#include "sim/histogram.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

namespace loopsim::sim {

namespace {

bool bounds_fit(const Histogram::Parts& parts) {
  if (parts.buckets.empty()) {
    return parts.min == 0 && parts.max == 0;
  }
  return parts.min >= 0 && parts.min <= parts.max && Histogram::bucket_of(parts.min) == parts.buckets.front().first &&
         Histogram::bucket_of(parts.max) == parts.buckets.back().first;
}

void check(const Histogram::Parts& parts) {
  std::uint32_t first_allowed = 0;
  for (const auto& [bucket, count] : parts.buckets) {
    if (bucket < first_allowed || bucket >= Histogram::kBuckets || count == 0) {
      throw std::invalid_argument("histogram buckets must ascend, be in range and hold something");
    }
    first_allowed = bucket + 1;
  }
  if (!bounds_fit(parts)) {
    throw std::invalid_argument("histogram minimum and maximum do not fit its buckets");
  }
}

}  // namespace

SimTime Histogram::bucket_value(std::size_t bucket) {
  if (bucket < 2 * kPerGroup) {
    return static_cast<SimTime>(bucket);
  }
  const std::size_t shift = bucket / kPerGroup - 1;
  const auto leading = static_cast<SimTime>(kPerGroup + bucket % kPerGroup);
  return (leading << shift) + (SimTime{1} << (shift - 1));
}

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) {
    return;
  }
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    counts_[bucket] += other.counts_[bucket];
  }
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  sum_ += other.sum_;
  squares_ += other.squares_;
}

double Histogram::mean() const { return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_); }

double Histogram::stddev() const {
  if (count_ < 2) {
    return 0.0;
  }
  // sum^2 / n in whole and remainder, because sum^2 x n may exceed even 128 bits.
  const auto sum = static_cast<UnsignedWide>(sum_);
  const UnsignedWide remainder = (sum % count_) * sum;
  const UnsignedWide whole = sum / count_ * sum + remainder / count_;
  const double fraction = static_cast<double>(remainder % count_) / static_cast<double>(count_);
  const double deviations = static_cast<double>(squares_ - whole) - fraction;
  return std::sqrt(std::max(0.0, deviations) / static_cast<double>(count_ - 1));
}

SimTime Histogram::percentile(double p) const {
  if (!(p >= 0 && p <= 100)) {
    throw std::invalid_argument("a percentile must be from 0 to 100");
  }
  if (count_ == 0) {
    return 0;
  }
  // 99.9 is not a binary fraction: without the allowance its rank among 1000 values would be 1000 instead of 999.
  constexpr double kRoundingAllowance = 1e-12;
  const double rank = std::ceil(p / 100 * static_cast<double>(count_) * (1 - kRoundingAllowance));
  const auto wanted = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted) {
      return std::clamp(bucket_value(bucket), min_, max_);
    }
  }
  return max_;
}

Histogram::Buckets Histogram::nonzero() const {
  Buckets buckets;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if (counts_[bucket] != 0) {
      buckets.emplace_back(static_cast<std::uint32_t>(bucket), counts_[bucket]);
    }
  }
  return buckets;
}

Histogram::Parts Histogram::parts() const {
  Parts parts;
  parts.buckets = nonzero();
  parts.sum = sum_;
  parts.squares_high = static_cast<std::uint64_t>(squares_ >> 64);
  parts.squares_low = static_cast<std::uint64_t>(squares_);
  parts.min = min_;
  parts.max = max_;
  return parts;
}

Histogram Histogram::from_parts(const Parts& parts) {
  check(parts);
  Histogram histogram;
  for (const auto& [bucket, count] : parts.buckets) {
    histogram.counts_[bucket] = count;
    histogram.count_ += count;
  }
  histogram.sum_ = parts.sum;
  histogram.squares_ = (static_cast<UnsignedWide>(parts.squares_high) << 64) | parts.squares_low;
  histogram.min_ = parts.min;
  histogram.max_ = parts.max;
  return histogram;
}

}  // namespace loopsim::sim
