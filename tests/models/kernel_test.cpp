// SPDX-License-Identifier: GPL-2.0
#include "models/kernel.hpp"

#include <gtest/gtest.h>

#include "models/config.hpp"
#include "sim/event_core.hpp"
#include "sim/time.hpp"

namespace loopsim::models {
namespace {

// The tick that a kernel thread may keep its CPU to; 0: it gives way at any cond_resched().
sim::SimTime lazy_tick(Preemption preempt, KernelVersion version, SchedClass sched = SchedClass::other) {
  MachineSpec machine;
  machine.preempt = preempt;
  machine.sched = sched;
  machine.tick = 10 * sim::kMillisecond;
  sim::EventCore core;
  Kernel kernel(core, machine, version);
  return kernel.processors().costs().lazy_tick;
}

TEST(PreemptionTest, IsLazyFromSevenOnUnlessTold) {
  EXPECT_EQ(lazy_tick(Preemption::of_kernel, {6, 19}), 0);
  EXPECT_EQ(lazy_tick(Preemption::of_kernel, {7, 0}), 10 * sim::kMillisecond);
  EXPECT_EQ(lazy_tick(Preemption::lazy, {6, 18}), 10 * sim::kMillisecond);
  EXPECT_EQ(lazy_tick(Preemption::lazy, {6, 12}), 0);
  EXPECT_EQ(lazy_tick(Preemption::voluntary, {7, 3}), 0);
  EXPECT_EQ(lazy_tick(Preemption::full, {7, 3}), 0);
}

TEST(PreemptionTest, RealTimeThreadsAreNeverLazy) { EXPECT_EQ(lazy_tick(Preemption::lazy, {7, 3}, SchedClass::rr), 0); }

}  // namespace
}  // namespace loopsim::models
