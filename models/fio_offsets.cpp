// SPDX-License-Identifier: GPL-2.0
#include "models/fio_offsets.hpp"

#include <algorithm>
#include <bit>

namespace loopsim::models {
namespace {

std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

bool is_random(ReadWrite rw) {
  return rw == ReadWrite::randread || rw == ReadWrite::randwrite || rw == ReadWrite::randrw ||
         rw == ReadWrite::randtrim;
}

}  // namespace

int read_percent(const FioJobSpec& spec) {
  switch (spec.rw) {
    case ReadWrite::read:
    case ReadWrite::randread:
      return 100;
    case ReadWrite::write:
    case ReadWrite::randwrite:
    case ReadWrite::trim:
    case ReadWrite::randtrim:
      return 0;
    case ReadWrite::rw:
    case ReadWrite::randrw:
      break;
  }
  return spec.rwmixread;
}

bool trims(const FioJobSpec& spec) { return spec.rw == ReadWrite::trim || spec.rw == ReadWrite::randtrim; }

RandomMap::RandomMap(std::uint64_t blocks, std::uint64_t key)
    : blocks_(blocks),
      key_(key),
      half_bits_(std::max(1U, (static_cast<unsigned>(std::bit_width(blocks - 1)) + 1) / 2)),
      half_mask_((std::uint64_t{1} << half_bits_) - 1) {}

std::uint64_t RandomMap::permute(std::uint64_t value) const {
  std::uint64_t left = value >> half_bits_;
  std::uint64_t right = value & half_mask_;
  for (std::uint64_t round = 0; round < 4; ++round) {
    const std::uint64_t mixed = left ^ (mix(right + key_ + (round << 56)) & half_mask_);
    left = right;
    right = mixed;
  }
  return (left << half_bits_) | right;
}

std::uint64_t RandomMap::block_at(std::uint64_t position) const {
  std::uint64_t block = permute(position);
  while (block >= blocks_) block = permute(block);
  return block;
}

FioOffsets::FioOffsets(const FioJobSpec& spec, std::uint64_t base, sim::Random random)
    : base_(base),
      block_size_(spec.bs),
      blocks_(std::max<std::uint64_t>(1, spec.size / spec.bs)),
      random_(random),
      random_blocks_(is_random(spec.rw)),
      visits_each_once_(!spec.norandommap),
      changes_by_(trims(spec) ? Op::discard : Op::write),
      read_percent_(read_percent(spec)),
      map_(blocks_, random_.next()) {}

FioOffsets::Next FioOffsets::next() {
  const Op op = direction();
  return {op, base_ + block(op) * block_size_};
}

Op FioOffsets::direction() {
  if (read_percent_ == 100) return Op::read;
  if (read_percent_ == 0) return changes_by_;
  return random_.below(100) < static_cast<std::uint64_t>(read_percent_) ? Op::read : Op::write;
}

std::uint64_t FioOffsets::block(Op op) {
  if (!random_blocks_) {
    std::uint64_t& position = position_[op == Op::read ? 0 : 1];
    const std::uint64_t block = position;
    position = position + 1 == blocks_ ? 0 : position + 1;
    return block;
  }
  if (!visits_each_once_) return random_.below(blocks_);
  const std::uint64_t block = map_.block_at(map_position_);
  if (++map_position_ == blocks_) {
    map_position_ = 0;
    map_ = RandomMap(blocks_, random_.next());
  }
  return block;
}

}  // namespace loopsim::models
