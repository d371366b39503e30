// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace loopsim::models {

// Why a NOWAIT submission was refused with EAGAIN.
enum class Eagain : unsigned char {
  none,         // it was not
  iolock,       // IOLOCK (i_rwsem) shared try failed
  timestamp,    // file modification time is due
  cold_map,     // extent list not in memory
  ilock,        // ILOCK shared try failed
  hole,         // block allocation needed
  shared,       // reflinked extent needs copy-on-write
  split,        // the extent found does not cover the request
  lower_tag,    // lower device out of tags; arrives late, through the completion
  unsupported,  // the backing file does not take NOWAIT
};

inline constexpr std::size_t kEagainReasons = 10;
inline constexpr std::array<std::string_view, kEagainReasons> kEagainNames = {
    "none", "iolock", "timestamp", "cold_map", "ilock", "hole", "shared", "split", "lower_tag", "unsupported"};

}  // namespace loopsim::models
