// SPDX-License-Identifier: GPL-2.0
#include "models/first_pass.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace loopsim::models {
namespace {

class FirstPassOfThree : public ::testing::Test {
 protected:
  FirstPassOfThree() {
    for (const std::uint64_t block : {0U, 1U, 2U, 3U}) pass_.expect(block);
    pass_.begin();
  }

  int ended_ = 0;
  FirstPass pass_{3, [this] { ++ended_; }};
};

TEST_F(FirstPassOfThree, EndsWhenEveryWatchedBlockIsWritten) {
  pass_.written(2);
  pass_.written(0);
  EXPECT_FALSE(pass_.over());
  pass_.written(1);
  EXPECT_TRUE(pass_.over());
  EXPECT_EQ(ended_, 1);
}

TEST_F(FirstPassOfThree, BlocksThatFioDoesNotTouchDoNotCount) {
  pass_.written(3);
  pass_.written(4);
  pass_.written(0);
  pass_.written(1);
  EXPECT_FALSE(pass_.over());
}

TEST_F(FirstPassOfThree, PunchedBlockIsToBeWrittenAgain) {
  pass_.written(0);
  pass_.written(1);
  pass_.expect(1);
  pass_.written(2);
  EXPECT_FALSE(pass_.over());
  pass_.written(1);
  EXPECT_TRUE(pass_.over());
}

TEST_F(FirstPassOfThree, EndsOnce) {
  for (const std::uint64_t block : {0U, 1U, 2U}) pass_.written(block);
  pass_.expect(1);
  pass_.written(1);
  EXPECT_TRUE(pass_.over());
  EXPECT_EQ(ended_, 1);
}

TEST(FirstPassTest, TheFirstBlocksAreExpectedAsFarAsTheyAreWatched) {
  FirstPass pass(3, {});
  pass.expect_first(5);
  pass.begin();
  for (const std::uint64_t block : {0U, 4U, 1U}) pass.written(block);
  EXPECT_FALSE(pass.over());
  pass.written(2);
  EXPECT_TRUE(pass.over());
}

TEST(FirstPassTest, IsOverWhereNothingIsExpected) {
  int ended = 0;
  FirstPass pass(3, [&ended] { ++ended; });
  pass.begin();
  EXPECT_TRUE(pass.over());
  EXPECT_EQ(ended, 0);
}

}  // namespace
}  // namespace loopsim::models
