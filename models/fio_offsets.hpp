// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/config.hpp"
#include "models/op.hpp"
#include "sim/random.hpp"

namespace loopsim::models {

// A random order in which every block of a region comes once: fio's random map in constant memory. A keyed permutation
// (Feistel network, walking past what falls outside the region), so that nothing is kept but a position.
class RandomMap {
 public:
  // `blocks` >= 1.
  RandomMap(std::uint64_t blocks, std::uint64_t key);
  // The block at `position` < blocks of the order.
  std::uint64_t block_at(std::uint64_t position) const;

 private:
  std::uint64_t permute(std::uint64_t value) const;

  std::uint64_t blocks_;
  std::uint64_t key_;
  unsigned half_bits_;
  std::uint64_t half_mask_;
};

// Per cent of a job's I/Os that are reads.
int read_percent(const FioJobSpec& spec);
// Whether its I/Os are discards.
bool trims(const FioJobSpec& spec);

// Which block a job reads or writes next, as fio chooses: the direction of a mix by chance, block by block; sequential
// positions of reads and writes advance on their own and wrap; random blocks come from a map that visits each once a
// pass, or are drawn with replacement under norandommap.
class FioOffsets {
 public:
  struct Next {
    Op op;
    std::uint64_t offset;  // bytes
  };

  // `random` is this job's own stream.
  FioOffsets(const FioJobSpec& spec, std::uint64_t base, sim::Random random);
  Next next();

 private:
  Op direction();
  std::uint64_t block(Op op);

  std::uint64_t base_;
  std::uint64_t block_size_;
  std::uint64_t blocks_;
  sim::Random random_;
  bool random_blocks_;
  bool visits_each_once_;
  Op changes_by_;  // what is not a read
  int read_percent_;
  std::array<std::uint64_t, 2> position_{};  // of reads, of writes
  std::uint64_t map_position_ = 0;
  RandomMap map_;
};

}  // namespace loopsim::models
