// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>

namespace loopsim::sim {

// Objects that exist once for every command in flight, CPU or thread begin on a cache line of their own: there are more
// of them than the first-level cache holds, so each line that one of them reaches into is a miss.
inline constexpr std::size_t kCacheLine = 64;

}  // namespace loopsim::sim
