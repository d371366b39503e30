// SPDX-License-Identifier: GPL-2.0
#include "models/dm_loop.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/models/held_device.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

class DmLoopTest : public ::testing::Test {
 protected:
  // Submits `count` bios, one after the other, from a thread that starts now.
  void submit(int count) {
    TestThread submitter(kernel_, 0, [this, count](sim::Thread& thread) -> sim::Task<> {
      for (int i = 0; i < count; ++i) co_await source_.submit(thread, Op::write, true, 77);
    });
    core_.run_until(core_.now() + sim::kMillisecond);
  }
  void end(std::size_t number, BioStatus status = BioStatus::ok) {
    HeldDevice::end(lower_.arrivals().at(number),
                    sim::Context(kernel_.processors().cpu(2), sim::Context::Kind::hardirq), status);
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(kRoundCosts), {6, 14}};
  HeldDevice lower_{kernel_};
  DmLoop dm_{kernel_, lower_};
  BioSource source_{kernel_, dm_};
};

TEST_F(DmLoopTest, BioIsClonedAndRemappedInTheSubmitter) {
  submit(1);
  ASSERT_EQ(lower_.arrivals().size(), 1U);
  const HeldDevice::Arrival& arrival = lower_.arrivals()[0];
  EXPECT_EQ(arrival.at, 150);  // dm_remap, and nothing else: no request, no tag, no file system
  EXPECT_NE(arrival.bio, &source_.bio(0));
  EXPECT_EQ(arrival.op, Op::write);
  EXPECT_TRUE(arrival.nowait);
  EXPECT_EQ(arrival.bio->luck, 77U);
  EXPECT_EQ(arrival.bio->offset, source_.bio(0).offset);
  EXPECT_EQ(arrival.bio->clock, source_.bio(0).clock);
}

TEST_F(DmLoopTest, EndOfTheCloneEndsTheBioWhereItHappens) {
  submit(2);
  EXPECT_TRUE(source_.ends().empty());
  end(1, BioStatus::again);
  end(0);
  ASSERT_EQ(source_.ends().size(), 2U);
  EXPECT_EQ(source_.ends()[0].bio, &source_.bio(1));
  EXPECT_EQ(source_.ends()[0].status, BioStatus::again);
  EXPECT_EQ(source_.ends()[0].cpu, 2);
  EXPECT_EQ(source_.ends()[0].kind, sim::Context::Kind::hardirq);
  EXPECT_EQ(source_.ends()[1].bio, &source_.bio(0));
  EXPECT_EQ(source_.ends()[1].status, BioStatus::ok);
  EXPECT_EQ(dm_.started(), 2U);
  EXPECT_EQ(dm_.ended(), 2U);
}

TEST_F(DmLoopTest, ClonesReturnToThePool) {
  submit(4);
  std::set<const Bio*> clones;
  for (const HeldDevice::Arrival& arrival : lower_.arrivals()) clones.insert(arrival.bio);
  ASSERT_EQ(clones.size(), 4U) << "four in flight are four clones";
  for (std::size_t i = 0; i < 4; ++i) end(i);
  // What four in flight once needed serves any four again.
  submit(4);
  for (const HeldDevice::Arrival& arrival : lower_.arrivals()) clones.insert(arrival.bio);
  EXPECT_EQ(lower_.arrivals().size(), 8U);
  EXPECT_EQ(clones.size(), 4U);
}

}  // namespace
}  // namespace loopsim::models
