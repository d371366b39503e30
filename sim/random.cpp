// SPDX-License-Identifier: GPL-2.0
#include "sim/random.hpp"

namespace loopsim::sim {

namespace {

std::uint64_t fnv1a(std::string_view text) {
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325;
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t hash = kOffsetBasis;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  }
  return hash;
}

// A function of both that loses neither: for a given key it is one to one in `value`.
std::uint64_t absorb(std::uint64_t key, std::uint64_t value) {
  std::uint64_t state = key ^ value;
  return splitmix64(state);
}

}  // namespace

Random stream(std::uint64_t seed, std::uint32_t replication, std::string_view purpose, std::uint64_t index) {
  // The hash between the numbers keeps (seed 1, replication 2) apart from (seed 2, replication 1).
  std::uint64_t key = absorb(0, seed);
  key = absorb(key, replication);
  key = absorb(key, fnv1a(purpose));
  key = absorb(key, index);
  return Random(key);
}

}  // namespace loopsim::sim
