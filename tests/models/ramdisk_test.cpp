// SPDX-License-Identifier: GPL-2.0
#include <memory>

#include <gtest/gtest.h>

#include "models/lower_device.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

class RamdiskTest : public ::testing::Test {
 protected:
  RamdiskTest() {
    DeviceSpec spec;
    spec.submit = 800;
    ramdisk_ = DeviceRegistry::find("ramdisk")->create(kernel_, spec);
    source_ = std::make_unique<BioSource>(kernel_, *ramdisk_);
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(kRoundCosts), {6, 14}};
  std::unique_ptr<LowerDevice> ramdisk_;
  std::unique_ptr<BioSource> source_;
};

TEST_F(RamdiskTest, BioEndsInTheSubmittersContextBeforeSubmissionReturns) {
  sim::SimTime returned = -1;
  std::size_t ended_by_then = 0;
  TestThread submitter(kernel_, 3, [&](sim::Thread& thread) -> sim::Task<> {
    thread.charge(100);
    co_await source_->submit(thread);
    returned = core_.now();
    ended_by_then = source_->ends().size();
  });
  core_.run_until(sim::kMillisecond);
  EXPECT_EQ(ended_by_then, 1U);
  ASSERT_EQ(source_->ends().size(), 1U);
  const BioSource::End& end = source_->ends()[0];
  // What the submitter had been charged, and the copy. No interrupt.
  EXPECT_EQ(end.at, 100 + 800);
  EXPECT_EQ(returned, 100 + 800);
  EXPECT_EQ(end.kind, sim::Context::Kind::task);
  EXPECT_EQ(end.cpu, 3);
  EXPECT_EQ(end.status, BioStatus::ok);
}

TEST_F(RamdiskTest, EveryCpuCopiesForItself) {
  const auto submit = [this](sim::Thread& thread) { return source_->submit(thread); };
  TestThread first(kernel_, 0, submit);
  TestThread second(kernel_, 1, submit);
  core_.run_until(400);
  EXPECT_EQ(ramdisk_->in_flight(), 2);
  core_.run_until(sim::kMillisecond);
  ASSERT_EQ(source_->ends().size(), 2U);
  EXPECT_EQ(source_->ends()[0].at, 800);
  EXPECT_EQ(source_->ends()[1].at, 800);
  EXPECT_EQ(ramdisk_->busy(), 2 * 800);
  EXPECT_EQ(ramdisk_->units(), 8);
  EXPECT_EQ(ramdisk_->commands(), 2U);
  EXPECT_EQ(ramdisk_->completed(), 2U);
  EXPECT_EQ(ramdisk_->in_flight(), 0);
}

}  // namespace
}  // namespace loopsim::models
