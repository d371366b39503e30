// SPDX-License-Identifier: GPL-2.0
#include "models/journal.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

// A thread with a transaction of `each` after another, `count` in all; when each one began.
std::vector<sim::SimTime> begins(sim::SimTime period, sim::SimTime stall, sim::SimTime each, int count) {
  sim::EventCore core;
  Kernel kernel(core, machine_of(no_costs()), {6, 14});
  Journal journal(kernel.processors(), period, stall);
  std::vector<sim::SimTime> result;
  const TestThread thread(kernel, 0, [&](sim::Thread& self) -> sim::Task<> {
    for (int number = 0; number < count; ++number) {
      co_await journal.reserve(self);
      result.push_back(core.now());
      co_await self.compute(each);
    }
  });
  core.run_until(sim::kNever);
  EXPECT_TRUE(thread.done());
  return result;
}

TEST(JournalTest, OneTransactionOfAPeriodWaits) {
  // Due at 100, met at 120, over at 127; due again a period after it was met, at 220.
  EXPECT_EQ(begins(100, 7, 40, 8), (std::vector<sim::SimTime>{0, 40, 80, 127, 167, 207, 254, 294}));
}

TEST(JournalTest, WithoutAPeriodNobodyWaits) {
  EXPECT_EQ(begins(0, 7, 40, 4), (std::vector<sim::SimTime>{0, 40, 80, 120}));
}

TEST(JournalTest, OthersDoNotWaitForTheOneThatMetIt) {
  sim::EventCore core;
  Kernel kernel(core, machine_of(no_costs()), {6, 14});
  Journal journal(kernel.processors(), 100, 1000);
  core.run_until(150);
  std::vector<sim::SimTime> begun;
  auto body = [&](sim::Thread& self) -> sim::Task<> {
    co_await journal.reserve(self);
    begun.push_back(core.now());
  };
  const TestThread first(kernel, 0, body);
  core.run_until(151);
  const TestThread second(kernel, 1, body);
  core.run_until(sim::kNever);
  EXPECT_EQ(begun, (std::vector<sim::SimTime>{151, 1150}));
}

}  // namespace
}  // namespace loopsim::models
