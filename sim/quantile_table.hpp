// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace loopsim::sim {

// The inverse of a distribution function on [0, infinity), tabulated and scaled to mean 1. Both tails are cut into
// octaves of probability, 1/4 to 1/2, 1/8 to 1/4 and so on down to 2^-32, with 128 cells each and straight lines
// between the knots, so p99.99 is as sharp as the median. The probability mass of each half is exact, and 3 draws of
// 4 stay within 4 KiB of table.
class QuantileTable {
 public:
  // A quantile as a function of the tail probability p in (0, 1/2].
  using Quantile = std::function<double(double)>;

  // lower(p) is the value that a draw is below with probability p, upper(p) the one it is above with probability p.
  QuantileTable(const Quantile& lower, const Quantile& upper);

  // The value for 64 random bits: the top bit selects the half, the next ones, as a fraction, the tail probability.
  double at(std::uint64_t bits) const {
    const Half& half = bits >> (kWordBits - 1) == 0 ? lower_ : upper_;
    const std::uint64_t tail = bits << 1;
    const std::size_t zeros = std::min<std::size_t>(static_cast<std::size_t>(std::countl_zero(tail)), kOctaves - 1);
    // The leading one is implied by the octave, except in the last, which reaches down to probability 0.
    const std::uint64_t within = zeros == kOctaves - 1 ? tail << zeros : tail << zeros << 1;
    const std::size_t cell =
        (kOctaves - 1 - zeros) * kCells + static_cast<std::size_t>(within >> (kWordBits - kCellBits));
    const double fraction = static_cast<double>((within << kCellBits) >> kSurplusBits) * kFractionUnit;
    return half[cell] + (half[cell + 1] - half[cell]) * fraction;
  }

  // The largest value a draw can have.
  double max() const { return upper_[0]; }

 private:
  static constexpr unsigned kWordBits = 64;
  static constexpr unsigned kSurplusBits = 11;  // of a word, in a double
  static constexpr double kFractionUnit = 0x1.0p-53;
  static constexpr unsigned kCellBits = 7;
  static constexpr std::size_t kCells = std::size_t{1} << kCellBits;
  static constexpr std::size_t kOctaves = 32;

  // Knots in ascending order of tail probability.
  using Half = std::array<double, kOctaves * kCells + 1>;

  static double tail_probability(std::size_t knot);

  Half lower_{};
  Half upper_{};
};

}  // namespace loopsim::sim
