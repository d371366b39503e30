// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <new>

#include "sim/cache_line.hpp"

namespace loopsim::sim {

// Free lists of coroutine frames by size, so that calling a coroutine costs no allocation once every frame size has
// been seen. A process simulates one system on one thread, and coroutine promises have nowhere to find a pool of their
// own: hence the one shared pool. Built with a sanitizer it passes through to the heap, so that use after free is seen.
class FramePool {
 public:
  static void* allocate(std::size_t size) {
    const std::size_t index = (size + kGrain - 1) / kGrain;
    if (index >= kClasses) return ::operator new(size, std::align_val_t{kGrain});
    Frame*& head = free_[index];
    if (head == nullptr) return refill(index);
    Frame* frame = head;
    head = frame->next;
    return frame;
  }

  static void release(void* memory, std::size_t size) {
    const std::size_t index = (size + kGrain - 1) / kGrain;
    if (index >= kClasses || kPassThrough) {
      ::operator delete(memory, std::align_val_t{kGrain});
      return;
    }
    auto* frame = static_cast<Frame*>(memory);
    frame->next = free_[index];
    free_[index] = frame;
  }

  // Frames ever taken from the heap; constant in steady state.
  static std::size_t frames_created() { return created_; }

 private:
  struct Frame {
    Frame* next;
  };
  static constexpr std::size_t kGrain = kCacheLine;
  static constexpr std::size_t kClasses = 64;
#if defined(__SANITIZE_ADDRESS__)
  static constexpr bool kPassThrough = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  static constexpr bool kPassThrough = true;
#else
  static constexpr bool kPassThrough = false;
#endif
#else
  static constexpr bool kPassThrough = false;
#endif

  static void* refill(std::size_t index);

  static inline std::array<Frame*, kClasses> free_{};
  static inline std::size_t created_ = 0;
};

}  // namespace loopsim::sim
