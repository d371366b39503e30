// SPDX-License-Identifier: GPL-2.0
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/lower_device.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

using Kind = sim::Context::Kind;

// A disk with nothing above it.
class DiskBench {
 public:
  DiskBench(const Costs& costs, const DeviceSpec& spec)
      : kernel_(core_, machine_of(costs), {6, 14}),
        disk_(DeviceRegistry::find("disk")->create(kernel_, spec)),
        source_(kernel_, *disk_) {}

  sim::EventCore& core() { return core_; }
  Kernel& kernel() { return kernel_; }
  LowerDevice& disk() { return *disk_; }
  BioSource& source() { return source_; }

  // A thread on `cpu` that starts now and submits one bio for each `luck`.
  TestThread& submit(int cpu, const std::vector<std::uint64_t>& lucks, Op op = Op::read, bool nowait = false) {
    return threads_.emplace_back(kernel_, cpu, [this, lucks, op, nowait](sim::Thread& thread) -> sim::Task<> {
      for (const std::uint64_t luck : lucks) co_await source_.submit(thread, op, nowait, luck);
    });
  }
  std::vector<sim::SimTime> ended_at() const {
    std::vector<sim::SimTime> result;
    for (const BioSource::End& end : source_.ends()) result.push_back(end.at);
    return result;
  }
  sim::SimTime stage(std::size_t bio, Stage stage) const {
    return source_.clock(bio).spent()[static_cast<std::size_t>(stage)];
  }

 private:
  sim::EventCore core_;
  Kernel kernel_;
  std::unique_ptr<LowerDevice> disk_;
  BioSource source_;
  std::deque<TestThread> threads_;
};

DeviceSpec free_to_submit(int units) {
  DeviceSpec device = disk_of(units);
  device.submit = 0;
  device.read_service = device.write_service = sim::Distribution::constant(100);
  return device;
}

std::vector<std::uint64_t> lucks(std::size_t count) {
  std::vector<std::uint64_t> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(i);
  return result;
}

TEST(DiskTest, UnitsWorkInParallelAndTakeCommandsFirstComeFirstServed) {
  DiskBench bench(no_costs(), free_to_submit(2));
  bench.submit(0, lucks(5));
  bench.core().run_until(1000);
  // Two units: two commands at a time.
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{100, 100, 200, 200, 300}));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(bench.source().ends()[i].bio, &bench.source().bio(i));
}

TEST(DiskTest, WaitForAUnitIsLowerWaitAndServiceIsDevice) {
  DiskBench bench(no_costs(), free_to_submit(1));
  bench.submit(0, lucks(3));
  bench.core().run_until(1000);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(bench.stage(i, Stage::lower_wait), static_cast<sim::SimTime>(i) * 100);
    EXPECT_EQ(bench.stage(i, Stage::device), 100);
  }
}

TEST(DiskTest, ReadsAndWritesHaveTheirOwnServiceTimes) {
  DeviceSpec device = free_to_submit(2);
  device.write_service = sim::Distribution::constant(30);
  DiskBench bench(no_costs(), device);
  bench.submit(0, {1}, Op::read);
  bench.submit(1, {2}, Op::write);
  bench.core().run_until(1000);
  EXPECT_EQ(bench.stage(0, Stage::device), 100);
  EXPECT_EQ(bench.stage(1, Stage::device), 30);
}

// A shared unit is never left idle while commands wait: of 40 commands at once, 4 end at each step.
TEST(DiskTest, SharedPlacementKeepsEveryUnitBusy) {
  DiskBench bench(no_costs(), free_to_submit(4));
  bench.submit(0, lucks(40));
  bench.core().run_until(10'000);
  std::map<sim::SimTime, int> ended;
  for (const sim::SimTime at : bench.ended_at()) ++ended[at];
  ASSERT_EQ(ended.size(), 10U);
  for (const auto& [at, count] : ended) EXPECT_EQ(count, 4) << "at " << at;
}

// Under hashed placement a command waits for the unit that holds its block. The n-th command of a unit ends at n x 100;
// so the number that end at a step cannot grow, and with 100 commands on 4 units the fullest is not empty before
// step 25.
TEST(DiskTest, HashedPlacementFillsUnitsUnevenly) {
  DiskBench bench(no_costs(), [] {
    DeviceSpec device = free_to_submit(4);
    device.placement = Placement::hashed;
    return device;
  }());
  bench.submit(0, lucks(100));
  bench.core().run_until(100'000);
  std::map<sim::SimTime, int> ended;
  for (const sim::SimTime at : bench.ended_at()) ++ended[at];
  EXPECT_EQ(ended[100], 4) << "every unit has something to do";
  EXPECT_GT(ended.size(), 25U) << "100 commands over 4 units do not come out as 25 each";
  int previous = 4;
  for (const auto& [at, count] : ended) {
    EXPECT_EQ(at % 100, 0);
    EXPECT_LE(count, previous);
    previous = count;
  }
}

TEST(DiskTest, HashedPlacementSendsTheSameLuckToTheSameUnit) {
  DeviceSpec device = free_to_submit(64);
  device.placement = Placement::hashed;
  DiskBench bench(no_costs(), device);
  bench.submit(0, {9, 9, 9});
  bench.core().run_until(1000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{100, 200, 300}));
}

RC_GTEST_PROP(DiskPropertyTest, BusyTimeIsTheSumOfTheServiceTimes, ()) {
  DeviceSpec device = free_to_submit(*rc::gen::inRange(1, 9));
  device.placement = *rc::gen::element(Placement::shared, Placement::hashed);
  device.read_service = sim::Distribution::uniform(50, 500);
  DiskBench bench(no_costs(), device);
  const auto count = *rc::gen::inRange<std::size_t>(1, 60);
  bench.submit(0, lucks(count));
  bench.core().run_until(sim::kMillisecond);
  RC_ASSERT(bench.source().ends().size() == count);
  sim::SimTime served = 0;
  for (std::size_t i = 0; i < count; ++i) served += bench.stage(i, Stage::device);
  RC_ASSERT(bench.disk().busy() == served);
  RC_ASSERT(bench.disk().commands() == count);
  RC_ASSERT(bench.disk().completed() == count);
  RC_ASSERT(bench.disk().in_flight() == 0);
  // No unit serves two commands at once.
  RC_ASSERT(served <= bench.ended_at().back() * bench.disk().units());
}

// The dice belong to the command, not to the device: whatever the order of arrival, a command draws the same service
// time.
TEST(DiskTest, ServiceTimeFollowsTheCommandNotTheOrder) {
  DeviceSpec device = free_to_submit(8);
  device.read_service = sim::Distribution::uniform(1, 1'000'000);
  DiskBench forward(no_costs(), device);
  forward.submit(0, {1, 2, 3});
  forward.core().run_until(sim::kSecond);
  DiskBench backward(no_costs(), device);
  backward.submit(0, {3, 2, 1});
  backward.core().run_until(sim::kSecond);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(forward.stage(i, Stage::device), backward.stage(2 - i, Stage::device));
  EXPECT_NE(forward.stage(0, Stage::device), forward.stage(1, Stage::device));
}

TEST(DiskTest, SubmitterWithoutATagSleepsUntilOneIsFree) {
  DeviceSpec device = free_to_submit(1);
  device.tags = 1;
  DiskBench bench(no_costs(), device);
  const TestThread& first = bench.submit(0, {1});
  const TestThread& second = bench.submit(1, {2});
  bench.core().run_until(50);
  EXPECT_TRUE(first.done());
  EXPECT_FALSE(second.done());
  EXPECT_EQ(bench.disk().in_flight(), 1);
  bench.core().run_until(150);
  EXPECT_TRUE(second.done());
  bench.core().run_until(1000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{100, 200}));
  // 100 asleep for the tag; the unit was free by then.
  EXPECT_EQ(bench.stage(1, Stage::lower_wait), 100);
}

TEST(DiskTest, NowaitBioWithoutATagIsRefusedAtOnce) {
  DeviceSpec device = free_to_submit(1);
  device.tags = 1;
  DiskBench bench(no_costs(), device);
  bench.submit(0, {1});
  const TestThread& second = bench.submit(1, {2}, Op::read, true);
  bench.core().run_until(50);
  EXPECT_TRUE(second.done());
  ASSERT_EQ(bench.source().ends().size(), 1U);
  EXPECT_EQ(bench.source().ends()[0].status, BioStatus::again);
  EXPECT_EQ(bench.disk().commands(), 1U);
}

TEST(DiskTest, InterruptGoesToTheSubmittingCpu) {
  DiskBench bench(kRoundCosts, disk_of());
  bench.submit(5, {1});
  bench.core().run_until(sim::kMillisecond);
  ASSERT_EQ(bench.source().ends().size(), 1U);
  const BioSource::End& end = bench.source().ends()[0];
  EXPECT_EQ(end.at, 650 + 50'000 + 1400);  // submit, service, device_irq
  EXPECT_EQ(end.cpu, 5);
  EXPECT_EQ(end.kind, Kind::hardirq);
}

TEST(DiskTest, HandlerThatStillRunsTakesTheNextCompletionForLess) {
  DeviceSpec device = disk_of(2);
  device.submit = 0;
  DiskBench bench(kRoundCosts, device);
  bench.submit(0, {1, 2});
  bench.submit(1, {3});
  bench.core().run_until(sim::kMillisecond);
  // Both of CPU 0 are served at 50'000: device_irq, then device_irq_batched. The third waits for a unit; CPU 1 takes a
  // whole interrupt.
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{50'000 + 1400, 50'000 + 1400 + 450, 100'000 + 1400}));
}

// A disk whose doorbell costs 100, that serves any number of commands in 100 each.
DeviceSpec with_doorbell(sim::SimTime fetch) {
  DeviceSpec device = free_to_submit(16);
  device.submit = 10;
  device.kick = 100;
  device.fetch = fetch;
  return device;
}

TEST(DiskTest, EveryCommandRingsTheDoorbellOfADiskThatFetchesAtOnce) {
  DiskBench bench(no_costs(), with_doorbell(0));
  bench.submit(0, lucks(3));
  bench.core().run_until(10'000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{210, 320, 430}));
}

TEST(DiskTest, DoorbellIsSavedWhileTheDiskStillFetches) {
  DiskBench bench(no_costs(), with_doorbell(1000));
  const TestThread& thread = bench.submit(0, lucks(3));
  bench.core().run_until(130);
  EXPECT_TRUE(thread.done()) << "one doorbell and three submissions";
  bench.core().run_until(10'000);
  // Fetched one after the other from 110 on.
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{1210, 2210, 3210}));
}

TEST(DiskTest, DoorbellIsRungAgainOnceAllIsFetched) {
  DiskBench bench(no_costs(), with_doorbell(1000));
  bench.submit(0, {1});
  bench.core().run_until(1100);
  bench.submit(1, {2});  // comes to the doorbell at 1110, when the fetch ends
  bench.core().run_until(10'000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{1210, 1210 + 1000 + 100}));
}

TEST(DiskTest, DoorbellIsSavedWhileTheHostStillPolls) {
  for (const sim::SimTime poll : {99, 100, 101}) {
    DeviceSpec device = with_doorbell(1000);
    device.poll = poll;
    DiskBench bench(no_costs(), device);
    bench.submit(0, {1});
    bench.core().run_until(1200);
    bench.submit(1, {2});  // comes to the doorbell at 1210, 100 after the end of the fetch
    bench.core().run_until(10'000);
    const sim::SimTime doorbell = poll > 100 ? 0 : 100;
    EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{1210, 1210 + doorbell + 1000 + 100})) << poll;
  }
}

TEST(DiskTest, FixedInterruptsGoToTheFirstCpu) {
  DeviceSpec device = free_to_submit(1);
  device.interrupt = InterruptPlacement::fixed;
  DiskBench bench(no_costs(), device);
  bench.submit(5, {1});
  bench.submit(2, {2});
  bench.core().run_until(1000);
  ASSERT_EQ(bench.source().ends().size(), 2U);
  for (const BioSource::End& end : bench.source().ends()) EXPECT_EQ(end.cpu, 0);
}

TEST(DiskTest, SpreadInterruptsGoToEveryCpuAsTheCommandsLuckHasIt) {
  DeviceSpec device = free_to_submit(1);
  device.interrupt = InterruptPlacement::spread;
  std::map<std::uint64_t, int> cpus;
  for (const int submitter : {0, 5}) {
    DiskBench bench(no_costs(), device);
    std::vector<std::uint64_t> drawn;
    for (std::uint64_t i = 0; i < 64; ++i) drawn.push_back(i << 32);
    bench.submit(submitter, drawn);
    bench.core().run_until(10'000);
    ASSERT_EQ(bench.source().ends().size(), drawn.size());
    for (const BioSource::End& end : bench.source().ends()) {
      const auto [place, is_new] = cpus.try_emplace(end.bio->luck, end.cpu);
      EXPECT_EQ(place->second, end.cpu) << "whoever submits it";
    }
  }
  std::vector<int> commands(8);
  for (const auto& [luck, cpu] : cpus) ++commands[static_cast<std::size_t>(cpu)];
  EXPECT_EQ(commands, std::vector<int>(8, 8));
}

TEST(DiskTest, CompletionsOfAWindowAreAnnouncedTogetherAtItsEnd) {
  DeviceSpec device = free_to_submit(1);
  device.coalesce = 250;
  DiskBench bench(no_costs(), device);
  bench.submit(0, lucks(5));
  bench.core().run_until(10'000);
  // Served at 100, 200, ... 500.
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{250, 250, 500, 500, 500}));
}

// A thread that sleeps fetches only when it is awake, and is told once.
TEST(DiskTest, DoorbellWakesTheThreadThatFetches) {
  DeviceSpec device = with_doorbell(1000);
  device.wake = 500;
  DiskBench bench(no_costs(), device);
  const TestThread& thread = bench.submit(0, lucks(3));
  bench.core().run_until(130);
  EXPECT_TRUE(thread.done()) << "one doorbell and three submissions";
  bench.core().run_until(10'000);
  // Told at 110, awake from 610 on.
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{1710, 2710, 3710}));
}

// Without a price for the doorbell a thread that must be woken was another kind of device, with a ring for each CPU and
// nobody asleep.
TEST(DiskTest, ADoorbellThatCostsNothingIsStillOne) {
  const auto ends_with = [](sim::SimTime kick) {
    DeviceSpec device = with_doorbell(1000);
    device.kick = kick;
    device.wake = 500;
    DiskBench bench(no_costs(), device);
    bench.submit(0, lucks(3));
    bench.core().run_until(10'000);
    return bench.ended_at();
  };
  const std::vector<sim::SimTime> free = ends_with(0);
  ASSERT_EQ(free.size(), 3U);
  EXPECT_EQ(ends_with(1), (std::vector<sim::SimTime>{free[0] + 1, free[1] + 1, free[2] + 1}));
}

// The doorbell rings at 110. Fetched until 1610, served until 1710, announced until 2010: a doorbell is needed from
// 1610 on, since the thread has left the ring, but it need not be woken. The third comes when it has been told.
TEST(DiskTest, DoorbellWhileTheThreadAnnouncesWakesNobody) {
  DeviceSpec device = with_doorbell(1000);
  device.wake = 500;
  device.notify = 300;
  DiskBench bench(no_costs(), device);
  bench.submit(0, {1});
  bench.core().run_until(1750);
  const TestThread& second = bench.submit(1, {2});
  bench.core().run_until(1859);
  EXPECT_FALSE(second.done()) << "at the doorbell";
  bench.core().run_until(1870);
  const TestThread& third = bench.submit(2, {3});
  bench.core().run_until(1880);
  EXPECT_TRUE(third.done()) << "no doorbell";
  bench.core().run_until(10'000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{2010, 4310, 4610}));
}

// As above, but it looks at the ring for 200 more before it sleeps: announcing until 2010, it needs a doorbell from
// 2210 on, and to be woken.
TEST(DiskTest, AThreadThatPollsComesBackToTheRingAfterItHasAnnounced) {
  const auto ends_with_second_at = [](sim::SimTime at) {
    DeviceSpec device = with_doorbell(1000);
    device.wake = 500;
    device.notify = 300;
    device.poll = 200;
    DiskBench bench(no_costs(), device);
    bench.submit(0, {1});
    bench.core().run_until(at);
    bench.submit(1, {2});
    bench.core().run_until(10'000);
    return bench.ended_at();
  };
  // Fetched for 1000, served for 100, announced for 300: from 2010 on, from its submission at 2110, and from 2910 on,
  // for it was told at 2410 and awake 500 later.
  EXPECT_EQ(ends_with_second_at(1750), (std::vector<sim::SimTime>{2010, 3410}));
  EXPECT_EQ(ends_with_second_at(2100), (std::vector<sim::SimTime>{2010, 3510}));
  EXPECT_EQ(ends_with_second_at(2300), (std::vector<sim::SimTime>{2010, 4310}));
}

// Fetched until 30 and served from 110 on, by units of their own. The thread announces the first from 110 to 150 and
// has no eye for the others meanwhile.
TEST(DiskTest, TheThreadThatFetchesAnnouncesTogetherWhatIsDoneMeanwhile) {
  DeviceSpec device = free_to_submit(3);
  device.fetch = 10;
  device.notify = 40;
  DiskBench bench(no_costs(), device);
  bench.submit(0, lucks(3));
  bench.core().run_until(10'000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{150, 190, 190}));
}

TEST(DiskTest, WhatIsDoneWaitsUntilTheRingIsEmpty) {
  DeviceSpec device = free_to_submit(8);
  device.fetch = 60;
  device.notify = 1;
  DiskBench bench(no_costs(), device);
  bench.submit(0, lucks(4));
  bench.core().run_until(10'000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{241, 241, 281, 341}));
}

// The cache is flushed beside the commands, and takes none of the units.
TEST(DiskTest, FlushTakesItsTimeAndNoUnit) {
  Costs costs = no_costs();
  costs.device_flush = 250;
  DiskBench bench(costs, free_to_submit(1));
  bench.submit(0, {1}, Op::flush);
  bench.submit(1, {2}, Op::write);
  bench.core().run_until(1000);
  EXPECT_EQ(bench.ended_at(), (std::vector<sim::SimTime>{100, 250}));
  EXPECT_EQ(bench.disk().busy(), 100);
}

TEST(DiskTest, DiscardIsServedAsAWrite) {
  DeviceSpec device = free_to_submit(1);
  device.write_service = sim::Distribution::constant(30);
  DiskBench bench(no_costs(), device);
  bench.submit(0, {1}, Op::discard);
  bench.core().run_until(1000);
  EXPECT_EQ(bench.ended_at(), std::vector<sim::SimTime>{30});
}

}  // namespace
}  // namespace loopsim::models
