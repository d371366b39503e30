// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace loopsim::models {

// The unit of allocation.
inline constexpr std::uint64_t kBlockBytes = 4096;

// What a block of a file is backed by.
enum class BlockState : unsigned char {
  hole,       // nothing
  unwritten,  // allocated, reads as zeros until a completed write converts it
  written,
  shared,  // written, but shared with a clone (reflink): a write must copy
};

inline constexpr std::size_t kBlockStates = 4;

// The initial mapping of a file. `fraction` of the blocks are written, in stretches of `run` blocks that lie at
// random, the rest are holes; the three uniform states are the common cases.
struct InitialMapping {
  BlockState state = BlockState::written;  // of all blocks, unless partial
  bool partial = false;
  double fraction = 1;    // of written blocks, [0, 1], if partial
  std::uint64_t run = 1;  // blocks of a written stretch, >= 1, if partial
};

// Blocks of the longest extents, >= 1.
struct LongestExtents {
  static constexpr std::uint64_t kUnlimited = ~std::uint64_t{0};
  std::uint64_t written = kUnlimited;
  std::uint64_t unwritten = kUnlimited;
};

// How a file system keeps extents.
struct ExtentRules {
  double merge_factor = 0;  // [0, 1]
  LongestExtents longest{};
};

// The block mapping of one file, block by block, with the number of extents that a file system keeps for it. Two
// neighbouring blocks belong to one extent if they have the same state and lie next to each other on the disk: a block
// allocated right behind the block that was allocated last before it does, any other with the probability
// `merge_factor`, which stands for the allocator's success at its preferred place (mechanisms 6.6). No extent reaches
// beyond a multiple of the longest of its state. Four bits a block in chunks that exist only where something changed;
// every operation takes constant time.
class ExtentMap {
 public:
  // `blocks` >= 1; `seed` decides what is random.
  ExtentMap(std::uint64_t blocks, const InitialMapping& initial, const ExtentRules& rules, std::uint64_t seed);

  std::uint64_t blocks() const { return blocks_; }
  BlockState state(std::uint64_t block) const { return state_of(nibble(block)); }

  // Hole to unwritten. False, and nothing changed, if another allocation came first.
  bool allocate(std::uint64_t block);
  // Shared to unwritten blocks of its own. False if it is not shared any more.
  bool unshare(std::uint64_t block);
  // Unwritten to written. False if it is written already.
  bool convert(std::uint64_t block);
  // Whatever it is to a hole. False if it is one.
  bool punch(std::uint64_t block);
  // Unwritten blocks from `first` to before `end` are no part of an extent beyond until they are converted.
  void keep_apart(std::uint64_t first, std::uint64_t end);

  std::uint64_t extents() const { return extents_; }
  std::uint64_t count(BlockState state) const { return counts_[static_cast<std::size_t>(state)]; }
  // Every block is written: no lock is taken exclusively for it any more.
  bool all_written() const { return count(BlockState::written) == blocks_; }

  // Levels of the tree in memory: 15 records in a leaf, 16 keys in a node. 1 for an inline list.
  int tree_height() const { return height_; }
  // Levels of the tree on disk: 250 records a block; 0 while the records fit the inode.
  int disk_height() const;

 private:
  static constexpr std::uint64_t kChunkBlocks = 1 << 15;
  static constexpr std::uint8_t kStateMask = 3;
  static constexpr std::uint8_t kJoined = 4;  // lies behind the block to its left on the disk
  static constexpr std::uint8_t kApart = 8;   // begins an extent, whatever lies to its left
  static constexpr auto kOutside = static_cast<std::uint8_t>(BlockState::hole);
  using Chunk = std::array<std::uint8_t, kChunkBlocks / 2>;

  // The nibbles of a block and its neighbours. Outside the file is like a hole: nothing there joins anything.
  struct Place {
    std::uint8_t left;
    std::uint8_t here;
    std::uint8_t right;
  };
  Place place_of(std::uint64_t block) const {
    return {.left = block > 0 ? nibble(block - 1) : kOutside,
            .here = nibble(block),
            .right = block + 1 < blocks_ ? nibble(block + 1) : kOutside};
  }
  static BlockState state_of(std::uint8_t nibble) { return static_cast<BlockState>(nibble & kStateMask); }

  std::uint8_t nibble(std::uint64_t block) const {
    const Chunk* chunk = chunks_[block / kChunkBlocks].get();
    if (chunk == nullptr) return initial_nibble(block);
    const std::uint64_t within = block % kChunkBlocks;
    return ((*chunk)[within / 2] >> (within % 2 * 4)) & 0xF;
  }
  void set_nibble(std::uint64_t block, std::uint8_t value);
  std::uint8_t initial_nibble(std::uint64_t block) const;
  BlockState initial_state(std::uint64_t block) const;
  std::unique_ptr<Chunk> initial_chunk(std::uint64_t first) const;
  bool begins_extent(std::uint64_t block, std::uint8_t nibble, std::uint8_t left) const;
  // `block` lies in `place`.
  void change(std::uint64_t block, const Place& place, BlockState to, bool joins_left, bool right_joins);
  void begin_extent_at(std::uint64_t block);
  bool lies_behind(std::uint64_t block) const;
  std::uint64_t longest(BlockState state) const {
    return state == BlockState::unwritten ? longest_.unwritten : longest_.written;
  }
  void count_initial();
  void settle_height();

  std::uint64_t blocks_;
  InitialMapping initial_;
  std::uint64_t merge_threshold_;
  LongestExtents longest_;
  std::uint64_t seed_;
  std::uint64_t last_allocated_;
  std::uint64_t extents_ = 0;
  std::uint64_t grow_at_ = 0;
  std::uint64_t shrink_at_ = 0;
  int height_ = 1;
  std::array<std::uint64_t, kBlockStates> counts_{};
  std::vector<std::unique_ptr<Chunk>> chunks_;
};

}  // namespace loopsim::models
