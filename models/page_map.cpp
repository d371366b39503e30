// SPDX-License-Identifier: GPL-2.0
#include "models/page_map.hpp"

#include <algorithm>
#include <bit>

#include "sim/random.hpp"

namespace loopsim::models {

PageMap::PageMap(std::uint64_t blocks, double cached, std::uint64_t seed)
    : blocks_(blocks), cached_(cached), seed_(seed), chunks_((blocks + kChunkBlocks - 1) / kChunkBlocks) {}

bool PageMap::initially_cached(std::uint64_t block) const {
  if (cached_ <= 0 || cached_ >= 1) return cached_ >= 1;
  return sim::Random(seed_ ^ block).uniform() < cached_;
}

PageMap::Chunk& PageMap::chunk_of(std::uint64_t block) {
  std::unique_ptr<Chunk>& chunk = chunks_[block / kChunkBlocks];
  if (chunk) return *chunk;
  chunk = std::make_unique<Chunk>();
  const std::uint64_t first = block / kChunkBlocks * kChunkBlocks;
  for (std::uint64_t i = 0; i < kChunkBlocks; ++i) {
    if (initially_cached(first + i)) chunk->cached[i / kWordBits] |= std::uint64_t{1} << (i % kWordBits);
  }
  return *chunk;
}

bool PageMap::cached(std::uint64_t block) const {
  const Chunk* chunk = find(block);
  if (chunk == nullptr) return initially_cached(block);
  const std::uint64_t within = block % kChunkBlocks;
  return (chunk->cached[within / kWordBits] >> (within % kWordBits) & 1) != 0;
}

bool PageMap::dirty(std::uint64_t block) const {
  const Chunk* chunk = find(block);
  const std::uint64_t within = block % kChunkBlocks;
  return chunk != nullptr && (chunk->dirty[within / kWordBits] >> (within % kWordBits) & 1) != 0;
}

void PageMap::add(std::uint64_t block) {
  const std::uint64_t within = block % kChunkBlocks;
  chunk_of(block).cached[within / kWordBits] |= std::uint64_t{1} << (within % kWordBits);
}

void PageMap::dirty_up(std::uint64_t block) {
  add(block);
  if (dirty(block)) return;
  const std::uint64_t within = block % kChunkBlocks;
  Chunk& chunk = chunk_of(block);
  chunk.dirty[within / kWordBits] |= std::uint64_t{1} << (within % kWordBits);
  ++chunk.dirty_blocks;
  ++dirty_blocks_;
}

void PageMap::clean(std::uint64_t block) {
  if (!dirty(block)) return;
  const std::uint64_t within = block % kChunkBlocks;
  Chunk& chunk = chunk_of(block);
  chunk.dirty[within / kWordBits] &= ~(std::uint64_t{1} << (within % kWordBits));
  --chunk.dirty_blocks;
  --dirty_blocks_;
}

void PageMap::drop(std::uint64_t block) {
  clean(block);
  const std::uint64_t within = block % kChunkBlocks;
  chunk_of(block).cached[within / kWordBits] &= ~(std::uint64_t{1} << (within % kWordBits));
}

std::uint64_t PageMap::dirty_between(std::uint64_t first, std::uint64_t end) const {
  for (std::uint64_t block = first; block < end;) {
    const Chunk* chunk = find(block);
    if (chunk == nullptr || chunk->dirty_blocks == 0) {
      block = (block / kChunkBlocks + 1) * kChunkBlocks;
      continue;
    }
    const std::uint64_t within = block % kChunkBlocks;
    const std::uint64_t word = chunk->dirty[within / kWordBits] >> (within % kWordBits);
    if (word != 0) {
      const std::uint64_t found = block + static_cast<std::uint64_t>(std::countr_zero(word));
      return found < end ? found : kNone;
    }
    block = (block / kWordBits + 1) * kWordBits;
  }
  return kNone;
}

std::uint64_t PageMap::next_dirty(std::uint64_t from) const {
  if (dirty_blocks_ == 0) return kNone;
  const std::uint64_t behind = dirty_between(from, blocks_);
  return behind != kNone ? behind : dirty_between(0, std::min(from, blocks_));
}

}  // namespace loopsim::models
