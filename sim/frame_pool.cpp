// SPDX-License-Identifier: GPL-2.0
#include "sim/frame_pool.hpp"

#include <new>

namespace loopsim::sim {

void* FramePool::refill(std::size_t index) {
  ++created_;
  return ::operator new(index * kGrain, std::align_val_t{kGrain});
}

}  // namespace loopsim::sim
