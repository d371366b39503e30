// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::sim {

// 128-bit integers, for products and sums of nanoseconds that must stay exact. A GCC and Clang extension, named
// once here so that -Wpedantic has nothing to say elsewhere.
__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

}  // namespace loopsim::sim
