// SPDX-License-Identifier: GPL-2.0
#include "models/extent_map.hpp"

#include <algorithm>

namespace loopsim::models {
namespace {

constexpr std::uint64_t kNone = ~std::uint64_t{0};
constexpr std::uint64_t kRecordsInLeaf = 15;
constexpr std::uint64_t kKeysInNode = 16;
constexpr std::uint64_t kRecordsInInode = 9;
constexpr std::uint64_t kRecordsInDiskBlock = 250;

std::uint64_t hash(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

// The part of 2^32 that `fraction` is, to compare the upper half of a hash with.
std::uint64_t threshold(double fraction) { return static_cast<std::uint64_t>(fraction * 4294967296.0); }

}  // namespace

ExtentMap::ExtentMap(std::uint64_t blocks, const InitialMapping& initial, const ExtentRules& rules, std::uint64_t seed)
    : blocks_(blocks),
      initial_(initial),
      merge_threshold_(threshold(rules.merge_factor)),
      longest_(rules.longest),
      seed_(seed),
      last_allocated_(kNone),
      chunks_((blocks + kChunkBlocks - 1) / kChunkBlocks) {
  count_initial();
  settle_height();
}

void ExtentMap::count_initial() {
  if (!initial_.partial) {
    counts_[static_cast<std::size_t>(initial_.state)] = blocks_;
    extents_ = initial_.state == BlockState::hole ? 0 : (blocks_ - 1) / longest(initial_.state) + 1;
    return;
  }
  for (std::uint64_t block = 0; block < blocks_; ++block) {
    ++counts_[static_cast<std::size_t>(initial_state(block))];
    if (begins_extent(block, initial_nibble(block), block > 0 ? initial_nibble(block - 1) : kOutside)) ++extents_;
  }
}

BlockState ExtentMap::initial_state(std::uint64_t block) const {
  if (!initial_.partial) return initial_.state;
  const std::uint64_t draw = hash(seed_ ^ hash(block / initial_.run)) >> 32;
  return draw < threshold(initial_.fraction) ? BlockState::written : BlockState::hole;
}

// What a file was born with lies in the order of its blocks, in stretches.
std::uint8_t ExtentMap::initial_nibble(std::uint64_t block) const {
  const auto state = static_cast<std::uint8_t>(initial_state(block));
  const bool joined = block > 0 && (!initial_.partial || block % initial_.run != 0 || lies_behind(block));
  return joined ? state | kJoined : state;
}

std::unique_ptr<ExtentMap::Chunk> ExtentMap::initial_chunk(std::uint64_t first) const {
  auto chunk = std::make_unique<Chunk>();
  const std::uint64_t end = std::min(first + kChunkBlocks, blocks_);
  const auto put = [&](std::uint64_t block) {
    std::uint8_t& byte = (*chunk)[(block - first) / 2];
    const unsigned shift = (block - first) % 2 * 4;
    byte =
        static_cast<std::uint8_t>((byte & ~(0xFU << shift)) | (static_cast<unsigned>(initial_nibble(block)) << shift));
  };
  if (!initial_.partial) {
    chunk->fill(static_cast<std::uint8_t>((static_cast<unsigned>(initial_.state) | kJoined) * 0x11U));
    if (first == 0) put(0);
    return chunk;
  }
  for (std::uint64_t at = first; at < end; ++at) put(at);
  return chunk;
}

void ExtentMap::set_nibble(std::uint64_t block, std::uint8_t value) {
  std::unique_ptr<Chunk>& chunk = chunks_[block / kChunkBlocks];
  if (chunk == nullptr) chunk = initial_chunk(block / kChunkBlocks * kChunkBlocks);
  const std::uint64_t within = block % kChunkBlocks;
  std::uint8_t& byte = (*chunk)[within / 2];
  const unsigned shift = within % 2 * 4;
  byte = static_cast<std::uint8_t>((byte & ~(0xFU << shift)) | (static_cast<unsigned>(value) << shift));
}

bool ExtentMap::begins_extent(std::uint64_t block, std::uint8_t nibble, std::uint8_t left) const {
  const BlockState state = state_of(nibble);
  if (state == BlockState::hole) return false;
  if ((nibble & (kJoined | kApart)) != kJoined || (nibble & kStateMask) != (left & kStateMask)) return true;
  return block % longest(state) == 0;
}

// Whether the allocator found the place behind the left neighbour free.
bool ExtentMap::lies_behind(std::uint64_t block) const { return (hash(seed_ ^ hash(~block)) >> 32) < merge_threshold_; }

void ExtentMap::change(std::uint64_t block, const Place& place, BlockState to, bool joins_left, bool right_joins) {
  const auto [left, before, right] = place;
  const auto after = static_cast<std::uint8_t>(static_cast<unsigned>(to) | (joins_left ? kJoined : 0U));
  const auto right_after = static_cast<std::uint8_t>((right & (kStateMask | kApart)) | (right_joins ? kJoined : 0U));
  if (begins_extent(block, before, left)) --extents_;
  if (begins_extent(block + 1, right, before)) --extents_;
  if (begins_extent(block, after, left)) ++extents_;
  if (begins_extent(block + 1, right_after, after)) ++extents_;
  --counts_[before & kStateMask];
  ++counts_[after & kStateMask];
  set_nibble(block, after);
  if (right_after != right && block + 1 < blocks_) set_nibble(block + 1, right_after);
  if (extents_ >= grow_at_ || extents_ < shrink_at_) settle_height();
}

bool ExtentMap::allocate(std::uint64_t block) {
  const Place place = place_of(block);
  if (state_of(place.here) != BlockState::hole) return false;
  const bool follows = block > 0 && last_allocated_ == block - 1;
  const bool left = state_of(place.left) != BlockState::hole && (follows || lies_behind(block));
  const bool right = state_of(place.right) != BlockState::hole && lies_behind(block + 1);
  change(block, place, BlockState::unwritten, left, right);
  last_allocated_ = block;
  return true;
}

bool ExtentMap::unshare(std::uint64_t block) {
  const Place place = place_of(block);
  if (state_of(place.here) != BlockState::shared) return false;
  const bool follows = block > 0 && last_allocated_ == block - 1;
  change(block, place, BlockState::unwritten, follows, false);
  last_allocated_ = block;
  return true;
}

bool ExtentMap::convert(std::uint64_t block) {
  const Place place = place_of(block);
  if (state_of(place.here) != BlockState::unwritten) return false;
  change(block, place, BlockState::written, (place.here & kJoined) != 0, (place.right & kJoined) != 0);
  return true;
}

bool ExtentMap::punch(std::uint64_t block) {
  const Place place = place_of(block);
  if (state_of(place.here) == BlockState::hole) return false;
  change(block, place, BlockState::hole, false, false);
  return true;
}

void ExtentMap::keep_apart(std::uint64_t first, std::uint64_t end) {
  if (state(first) == BlockState::unwritten) begin_extent_at(first);
  if (end < blocks_ && state(end) == BlockState::unwritten) begin_extent_at(end);
}

void ExtentMap::begin_extent_at(std::uint64_t block) {
  const std::uint8_t here = nibble(block);
  if (!begins_extent(block, here, block > 0 ? nibble(block - 1) : kOutside)) ++extents_;
  set_nibble(block, here | kApart);
  if (extents_ >= grow_at_) settle_height();
}

void ExtentMap::settle_height() {
  height_ = 1;
  std::uint64_t capacity = kRecordsInLeaf;
  std::uint64_t below = 0;
  while (capacity < extents_) {
    below = capacity;
    capacity *= kKeysInNode;
    ++height_;
  }
  shrink_at_ = below + (height_ > 1 ? 1 : 0);
  grow_at_ = capacity + 1;
}

int ExtentMap::disk_height() const {
  if (extents_ <= kRecordsInInode) return 0;
  int height = 1;
  for (std::uint64_t capacity = kRecordsInDiskBlock; capacity < extents_; capacity *= kRecordsInDiskBlock) ++height;
  return height;
}

}  // namespace loopsim::models
