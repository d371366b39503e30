// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/extent_map.hpp"
#include "models/kiocb.hpp"

namespace loopsim::models {

// The blocks of a file that an I/O touches, in part or as a whole: [first_block, end_block).
inline std::uint64_t first_block(const Kiocb& kiocb) { return kiocb.offset / kBlockBytes; }
inline std::uint64_t end_block(const Kiocb& kiocb) {
  return (kiocb.offset + kiocb.bytes + kBlockBytes - 1) / kBlockBytes;
}

}  // namespace loopsim::models
