// SPDX-License-Identifier: GPL-2.0
#include "sim/frame_pool.hpp"

#include <cstddef>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace loopsim::sim {
namespace {

class FramePoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FramePool::release(FramePool::allocate(kSize), kSize);
    const std::size_t before = FramePool::frames_created();
    FramePool::release(FramePool::allocate(kSize), kSize);
    if (FramePool::frames_created() != before) GTEST_SKIP() << "with a sanitizer the pool passes through to the heap";
  }

  static constexpr std::size_t kSize = 200;
};

TEST_F(FramePoolTest, GivesAReleasedFrameOutAgain) {
  void* const frame = FramePool::allocate(kSize);
  FramePool::release(frame, kSize);
  void* const again = FramePool::allocate(kSize);
  EXPECT_EQ(again, frame);
  FramePool::release(again, kSize);
}

TEST_F(FramePoolTest, CreatesNoMoreFramesThanWereEverInUseAtOnce) {
  constexpr std::size_t kAtOnce = 10;
  std::vector<void*> frames;
  for (std::size_t round = 0; round < 3; ++round) {
    const std::size_t before = FramePool::frames_created();
    for (std::size_t frame = 0; frame < kAtOnce; ++frame) frames.push_back(FramePool::allocate(kSize));
    if (round > 0) {
      EXPECT_EQ(FramePool::frames_created(), before);
    }
    for (void* frame : frames) FramePool::release(frame, kSize);
    frames.clear();
  }
}

TEST_F(FramePoolTest, DoesNotGiveASmallFrameForALargeOne) {
  constexpr std::size_t kLarger = 1000;
  void* const small = FramePool::allocate(kSize);
  FramePool::release(small, kSize);
  void* const large = FramePool::allocate(kLarger);
  EXPECT_NE(large, small);
  FramePool::release(large, kLarger);
}

TEST(FramePoolMemoryTest, FramesInUseDoNotOverlap) {
  std::vector<std::byte*> frames;
  constexpr std::size_t kLargest = 8192;
  for (std::size_t size = 1; size <= kLargest; size += 61) {
    auto* frame = static_cast<std::byte*>(FramePool::allocate(size));
    std::memset(frame, static_cast<int>(size % 251), size);
    frames.push_back(frame);
  }
  std::size_t size = 1;
  for (std::byte* frame : frames) {
    const auto mark = static_cast<std::byte>(size % 251);
    EXPECT_EQ(frame[0], mark);
    EXPECT_EQ(frame[size - 1], mark);
    FramePool::release(frame, size);
    size += 61;
  }
}

}  // namespace
}  // namespace loopsim::sim
