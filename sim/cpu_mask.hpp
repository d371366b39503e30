// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace loopsim::sim {

// A set of CPU numbers (struct cpumask).
class CpuMask {
 public:
  static constexpr int kNone = -1;

  // Empty, for the numbers from 0 to cpus - 1.
  explicit CpuMask(int cpus) : words_((static_cast<std::size_t>(cpus) + kBits - 1) / kBits) {}

  void set(int cpu) { words_[word_of(cpu)] |= bit_of(cpu); }
  void clear(int cpu) { words_[word_of(cpu)] &= ~bit_of(cpu); }

  bool empty() const { return next_from(0) == kNone; }

  // The first number >= `cpu` in the set, or kNone. `cpu` may be one past the last.
  int next_from(int cpu) const {
    std::size_t word = word_of(cpu);
    if (word >= words_.size()) return kNone;
    std::uint64_t rest = words_[word] & ~(bit_of(cpu) - 1);
    while (rest == 0) {
      if (++word == words_.size()) return kNone;
      rest = words_[word];
    }
    return static_cast<int>(word * kBits) + std::countr_zero(rest);
  }

  // The same among the numbers from `first` to before `last`, `cpu` one of them or `last`, going on from `first` after
  // the last one.
  int next_from_wrapping(int cpu, int first, int last) const {
    int next = next_from(cpu);
    if (next == kNone || next >= last) next = next_from(first);
    return next == kNone || next >= last ? kNone : next;
  }

 private:
  static constexpr std::size_t kBits = 64;
  static std::size_t word_of(int cpu) { return static_cast<std::size_t>(cpu) / kBits; }
  static std::uint64_t bit_of(int cpu) { return std::uint64_t{1} << (static_cast<std::size_t>(cpu) % kBits); }

  std::vector<std::uint64_t> words_;
};

}  // namespace loopsim::sim
