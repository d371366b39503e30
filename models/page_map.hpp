// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace loopsim::models {

// Which blocks of a file are in the page cache, and which of those are dirty: two bits a block, in chunks that exist
// only where something changed. Constant time, but for the search for dirty blocks, which passes over clean chunks.
class PageMap {
 public:
  // `blocks` >= 1 of 4 KiB, of which `cached` (0 to 1), chosen by `seed`, are in memory and clean at first.
  PageMap(std::uint64_t blocks, double cached, std::uint64_t seed);

  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  bool cached(std::uint64_t block) const;
  bool dirty(std::uint64_t block) const;
  // Into memory, clean unless it was there and dirty.
  void add(std::uint64_t block);
  // Into memory, dirty.
  void dirty_up(std::uint64_t block);
  void clean(std::uint64_t block);
  // Out of memory, written back or not.
  void drop(std::uint64_t block);

  std::uint64_t blocks() const { return blocks_; }
  std::uint64_t dirty_blocks() const { return dirty_blocks_; }
  // The first dirty block from `from` on, then from the start on; kNone if all are clean.
  std::uint64_t next_dirty(std::uint64_t from) const;

 private:
  static constexpr std::uint64_t kChunkBlocks = 1 << 15;
  static constexpr std::uint64_t kWordBits = 64;
  using Bits = std::array<std::uint64_t, kChunkBlocks / kWordBits>;
  struct Chunk {
    Bits cached{};
    Bits dirty{};
    std::uint64_t dirty_blocks = 0;
  };

  bool initially_cached(std::uint64_t block) const;
  Chunk& chunk_of(std::uint64_t block);
  const Chunk* find(std::uint64_t block) const { return chunks_[block / kChunkBlocks].get(); }
  std::uint64_t dirty_between(std::uint64_t first, std::uint64_t end) const;

  std::uint64_t blocks_;
  double cached_;
  std::uint64_t seed_;
  std::uint64_t dirty_blocks_ = 0;
  std::vector<std::unique_ptr<Chunk>> chunks_;
};

}  // namespace loopsim::models
