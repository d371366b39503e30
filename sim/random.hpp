// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "sim/wide.hpp"

namespace loopsim::sim {

// One step of splitmix64 (Vigna), which turns any 64 bits into well mixed ones.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  // NOLINTBEGIN(*-magic-numbers): the numbers are the algorithm.
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
  // NOLINTEND(*-magic-numbers)
}

// A stream of pseudo-random numbers: xoshiro256** (Blackman and Vigna), its 256 bits of state filled by splitmix64
// from one 64-bit seed. The same seed gives the same numbers with every compiler and on every machine. A value
// type: a copy continues from the same point as the original. Not for cryptography.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = splitmix64(seed);
  }

  // 64 random bits.
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);  // NOLINT(*-magic-numbers): from the algorithm, like the shifts above.
    return result;
  }

  // A whole number in [0, n), and 0 when n is 0. One draw and no division; the probabilities of two results differ
  // by at most 2^-64.
  std::uint64_t below(std::uint64_t n) { return below(n, next()); }
  // The same, of a draw that was made.
  static std::uint64_t below(std::uint64_t n, std::uint64_t bits) {
    return static_cast<std::uint64_t>((static_cast<UnsignedWide>(bits) * n) >> 64);
  }

  // A multiple of 2^-53 in [0, 1).
  double uniform() {
    constexpr int kSurplusBits = 11;
    constexpr double kUnit = 0x1.0p-53;
    return static_cast<double>(next() >> kSurplusBits) * kUnit;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

// The stream for one purpose in one replication of an experiment, such as ("offset", job 3). Each key has a stream
// of its own, whatever other streams exist: adding a job shifts nobody's draws, and runs that differ only in policy
// meet the same random numbers.
Random stream(std::uint64_t seed, std::uint32_t replication, std::string_view purpose, std::uint64_t index);

}  // namespace loopsim::sim
