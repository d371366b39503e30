// SPDX-License-Identifier: GPL-2.0
#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr FileBench::Options kNowait{.nowait = true};

class BlockDeviceFileTest : public ::testing::Test {
 protected:
  FileBench bench_{"block-device", machine_of(kRoundCosts), {6, 14}};
};

TEST_F(BlockDeviceFileTest, HasNoLocksNoMappingAndNoTimestamps) {
  for (const Op op : {Op::write, Op::read}) {
    for (const bool nowait : {true, false}) {
      const FileBench::Call& call = bench_.run(op, {.nowait = nowait, .cpu = op == Op::read ? 1 : 2});
      EXPECT_TRUE(call.result.is_queued());
      EXPECT_EQ(call.took(), 350);  // bdev_dio_submit
    }
  }
}

TEST_F(BlockDeviceFileTest, NowaitKiocbBecomesANowaitBio) {
  bench_.run(Op::write, kNowait);
  bench_.run(Op::write);
  ASSERT_EQ(bench_.device().arrivals().size(), 2U);
  EXPECT_TRUE(bench_.device().arrivals()[0].nowait);
  EXPECT_FALSE(bench_.device().arrivals()[1].nowait);
}

TEST_F(BlockDeviceFileTest, RefusalOfTheLowerQueueArrivesThroughTheCompletion) {
  const FileBench::Call& call = bench_.run(Op::write, kNowait);
  EXPECT_TRUE(call.result.is_queued());
  bench_.end(0, 3, BioStatus::again);
  ASSERT_EQ(bench_.completions().size(), 1U);
  EXPECT_TRUE(bench_.completions()[0].result.is_again());
  EXPECT_EQ(bench_.completions()[0].result.reason, Eagain::lower_tag);
}

TEST_F(BlockDeviceFileTest, WritesCompleteWhereTheBioEnded) {
  bench_.run(Op::write);
  bench_.end(0, 3);
  ASSERT_EQ(bench_.completions().size(), 1U);
  EXPECT_EQ(bench_.completions()[0].kind, sim::Context::Kind::hardirq);
  EXPECT_EQ(bench_.completions()[0].cpu, 3);
}

TEST_F(BlockDeviceFileTest, IsABlockDeviceThatTakesNowait) {
  EXPECT_TRUE(bench_.file().is_block_device());
  EXPECT_TRUE(bench_.file().supports_nowait());
}

}  // namespace
}  // namespace loopsim::models
