// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/time.hpp"

namespace loopsim::models {

// Why somebody who could wait took the lock of a file's block mapping (XFS: ILOCK, ext4: i_data_sem). Lookups take it
// on XFS only, timestamps too.
enum class MapLockUse : unsigned char { lookup, allocate, convert, timestamp, other };

inline constexpr std::size_t kMapLockUses = 5;
inline constexpr std::array<std::string_view, kMapLockUses> kMapLockUseNames = {"lookup", "allocate", "convert",
                                                                                "timestamp", "other"};

// How long it took to get it.
struct LockWait {
  std::uint64_t requests = 0;
  std::uint64_t sleeps = 0;
  sim::SimTime time = 0;
};

// For how long somebody has owned a file's locks exclusively.
struct LockHolds {
  sim::SimTime map = 0;    // of the block mapping
  sim::SimTime inode = 0;  // i_rwsem
};

// What a file with a block mapping counts, since its start.
struct FileCounters {
  std::uint64_t allocations = 0;   // transactions, each for one request
  std::uint64_t conversions = 0;   // of unwritten extents, likewise
  std::uint64_t splits = 0;        // of unwritten extents before their I/O
  std::uint64_t first_writes = 0;  // blocks
  std::uint64_t hole_reads = 0;    // requests answered with zeros, in part or as a whole
  std::uint64_t punches = 0;       // blocks
  std::array<LockWait, kMapLockUses> lock_waits{};

  LockWait& waits_for(MapLockUse use) { return lock_waits[static_cast<std::size_t>(use)]; }
};

}  // namespace loopsim::models
