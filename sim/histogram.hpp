// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/time.hpp"
#include "sim/wide.hpp"

namespace loopsim::sim {

// Counts of durations in fio's log-linear buckets, so that percentiles and bins compare one to one with fio's json+
// output. Values below 128 ns have a bucket each; above, every octave is cut into 64 buckets of equal width, and a
// bucket stands for its middle, so a reported value is wrong by at most 1/128 of itself. The last bucket takes
// everything from 127 x 2^27 ns (17.05 s) on. Count, sum, minimum, maximum and standard deviation are exact. Merging
// is addition: it equals having recorded both sets of values in one histogram.
class Histogram {
 public:
  static constexpr unsigned kBits = 6;
  static constexpr std::size_t kPerGroup = std::size_t{1} << kBits;
  static constexpr std::size_t kGroups = 29;
  static constexpr std::size_t kBuckets = kPerGroup * kGroups;

  // (bucket, count) pairs in ascending bucket order.
  using Buckets = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

  // All that a histogram holds, for sending it to another process. The sum of squares is cut into two words.
  struct Parts {
    Buckets buckets;
    std::int64_t sum = 0;
    std::uint64_t squares_high = 0;
    std::uint64_t squares_low = 0;
    SimTime min = 0;
    SimTime max = 0;
  };

  // The bucket of a duration >= 0 ns.
  static std::size_t bucket_of(SimTime value) {
    const auto bits = static_cast<std::uint64_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(bits >> (kBits + 1)));
    // At most kBits + 1 leading bits survive the shift. Their top bit adds the kPerGroup that make room for the values
    // below, which are not shifted.
    return std::min((std::size_t{shift} << kBits) + static_cast<std::size_t>(bits >> shift), kBuckets - 1);
  }

  // The duration in ns that a bucket stands for: the value itself below 128 ns, the middle of the bucket above.
  static SimTime bucket_value(std::size_t bucket);

  // Counts a duration >= 0 ns.
  void record(SimTime value) {
    assert(value >= 0);
    ++counts_[bucket_of(value)];
    min_ = count_ == 0 ? value : std::min(min_, value);
    max_ = std::max(max_, value);
    ++count_;
    sum_ += value;
    squares_ += static_cast<UnsignedWide>(value) * static_cast<UnsignedWide>(value);
  }

  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t sum() const { return sum_; }  // ns

  // In ns, and 0 for an empty histogram.
  SimTime min() const { return min_; }
  SimTime max() const { return max_; }
  double mean() const;

  // Standard deviation of a sample (n - 1 in the denominator) in ns; 0 with fewer than two values.
  double stddev() const;

  // The value in ns of the bucket that holds the sample of rank ceil(p/100 x count), clipped to [min, max]; p is in
  // [0, 100]. 0 for an empty histogram. Throws std::invalid_argument when p is out of range.
  SimTime percentile(double p) const;

  // Calls fn(bucket value in ns, count) for each bucket that is not empty, in ascending order.
  template <typename Fn>
  void for_each_bucket(Fn fn) const {
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      if (counts_[bucket] != 0) {
        fn(bucket_value(bucket), counts_[bucket]);
      }
    }
  }

  Buckets nonzero() const;

  Parts parts() const;

  // The inverse of parts(). Throws std::invalid_argument when the parts cannot come from a histogram.
  static Histogram from_parts(const Parts& parts);

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  std::array<std::uint64_t, kBuckets> counts_{};
  UnsignedWide squares_ = 0;
  std::uint64_t count_ = 0;
  std::int64_t sum_ = 0;
  SimTime min_ = 0;
  SimTime max_ = 0;
};

}  // namespace loopsim::sim
