// SPDX-License-Identifier: GPL-2.0
#include "models/block_queue.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "models/block_softirq.hpp"
#include "models/run.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

using Kind = sim::Context::Kind;

// Keeps the requests it is given.
class HeldDriver final : public BlockDriver {
 public:
  sim::Task<> queue_rq(Current& current, Request& request) override {
    requests.push_back(&request);
    issuers.push_back(current.thread.name());
    issued_at.push_back(current.thread.pending());
    return sim::Task<>::ready();
  }
  std::vector<Request*> requests;
  std::vector<std::string> issuers;
  std::vector<sim::SimTime> issued_at;  // what the submitter had been charged by then
};

class BlockQueueTest : public ::testing::Test {
 protected:
  BlockQueueTest() : BlockQueueTest(no_costs()) {}
  explicit BlockQueueTest(const Costs& costs, int cpus = 32, int llc_cpus = 0)
      : kernel_(core_, machine_of(costs, cpus, llc_cpus), {6, 14}) {}

  void open(const BlockQueueLimits& limits) {
    queue_.emplace_back(kernel_, driver_, limits);
    source_.emplace_back(kernel_, queue());
  }
  BlockQueue& queue() { return queue_.back(); }
  BioSource& source() { return source_.back(); }

  // One bio from a thread of its own.
  TestThread& submitter(int cpu, bool nowait = false) {
    return threads_.emplace_back(
        kernel_, cpu, [this, nowait](sim::Thread& thread) { return source().submit(thread, Op::read, nowait); });
  }
  // Completes request `number` from an interrupt on `cpu` at `at`.
  void complete_at(sim::SimTime at, std::size_t number, int cpu = 0) {
    interrupts_.emplace_back(kernel_, at, cpu, [this, number](const sim::Context& hardirq) {
      queue().complete(*driver_.requests.at(number), BioStatus::ok, hardirq);
    });
  }

  sim::EventCore core_;
  Kernel kernel_;
  HeldDriver driver_;
  std::deque<BlockQueue> queue_;
  std::deque<BioSource> source_;
  std::deque<TestThread> threads_;
  std::deque<TestInterrupt> interrupts_;
};

TEST_F(BlockQueueTest, RequestHoldsItsTagUntilItEnds) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(10);
  EXPECT_EQ(queue().tags_in_use(), 1);
  EXPECT_EQ(queue().in_flight(), 1);
  EXPECT_EQ(queue().started(), 1U);
  EXPECT_EQ(queue().ended(), 0U);
  complete_at(20, 0);
  core_.run_until(30);
  EXPECT_EQ(queue().tags_in_use(), 0);
  EXPECT_EQ(queue().ended(), 1U);
  ASSERT_EQ(source().ends().size(), 1U);
  EXPECT_EQ(source().ends()[0].status, BioStatus::ok);
  EXPECT_EQ(queue().in_flight(), 0);
}

TEST_F(BlockQueueTest, ErrorOfTheDriverReachesTheBio) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(10);
  interrupts_.emplace_back(kernel_, 20, 0, [this](const sim::Context& hardirq) {
    queue().complete(*driver_.requests[0], BioStatus::io_error, hardirq);
  });
  core_.run_until(30);
  ASSERT_EQ(source().ends().size(), 1U);
  EXPECT_EQ(source().ends()[0].status, BioStatus::io_error);
}

// Depth 16 makes a wake batch of 16 / 8 = 2: the first tag freed wakes nobody, the second wakes two.
TEST_F(BlockQueueTest, ExhaustedTagsPutSubmittersToSleepAndWakeThemInBatches) {
  open({.hw_queues = 1, .depth = 16});
  for (int cpu = 0; cpu < 20; ++cpu) submitter(cpu);
  core_.run_until(10);
  EXPECT_EQ(driver_.requests.size(), 16U);
  EXPECT_EQ(queue().tags_in_use(), 16);

  complete_at(100, 0);
  core_.run_until(150);
  EXPECT_EQ(driver_.requests.size(), 16U) << "one freed tag is less than a batch";
  EXPECT_EQ(queue().tags_in_use(), 15);

  complete_at(200, 1);
  core_.run_until(250);
  EXPECT_EQ(driver_.requests.size(), 18U) << "the second freed tag wakes two sleepers";
  EXPECT_EQ(queue().tags_in_use(), 16);
  EXPECT_EQ(queue().tag_waits(), 2U);
  EXPECT_EQ(queue().tag_wait_time(), 2 * 200);

  complete_at(300, 2);
  complete_at(400, 3);
  core_.run_until(450);
  EXPECT_EQ(driver_.requests.size(), 20U);
  EXPECT_EQ(queue().tag_waits(), 4U);
  EXPECT_EQ(queue().tag_wait_time(), 2 * 200 + 2 * 400);
  for (const TestThread& thread : threads_) EXPECT_TRUE(thread.done());
}

// Two queues of two CPUs each.
class BlockQueuePairsTest : public BlockQueueTest {
 protected:
  BlockQueuePairsTest() : BlockQueueTest(no_costs(), 4) { open({.hw_queues = 2, .depth = 1}); }
  // Nobody else gets a place on `cpu` from now on.
  void occupy(int cpu) {
    threads_.emplace_back(kernel_, cpu,
                          [](sim::Thread& thread) -> sim::Task<> { co_await thread.compute(sim::kMillisecond); });
  }
};

// blk_mq_get_tag() looks the hardware queue up again after each sleep.
TEST_F(BlockQueuePairsTest, WaiterThatWakesUpElsewhereTakesATagOfTheQueueThere) {
  submitter(0);
  submitter(0);
  core_.run_until(10);
  occupy(0);
  // Wakes the other submitter, on its own CPU.
  complete_at(100, 0, 2);
  core_.run_until(200);
  ASSERT_EQ(driver_.requests.size(), 2U);
  EXPECT_EQ(driver_.requests[1]->submit_cpu->index(), 2);
  EXPECT_EQ(driver_.requests[1]->hctx_number, 1);
}

// The wake-up that it had for nothing goes to the next in the queue that it left.
TEST_F(BlockQueuePairsTest, WaiterThatLeavesAQueueWakesTheNextOne) {
  submitter(0);
  submitter(0);
  submitter(0);
  core_.run_until(10);
  occupy(0);
  occupy(3);
  complete_at(100, 0, 2);
  core_.run_until(200);
  ASSERT_EQ(driver_.requests.size(), 3U);
  EXPECT_EQ(driver_.requests[1]->hctx_number, 1);
  EXPECT_EQ(driver_.requests[2]->submit_cpu->index(), 1);
  EXPECT_EQ(driver_.requests[2]->hctx_number, 0);
}

// blk_mq_requeue_work(): on kblockd, on the CPU where it was asked for, which issues what belongs to its own queue and
// leaves the rest to kblockd on a CPU of the other.
TEST_F(BlockQueuePairsTest, RequestIsIssuedAgainByKblockdOnACpuOfItsQueue) {
  submitter(0);
  core_.run_until(10);
  const auto requeue = [this](const sim::Context& hardirq) { queue().requeue(*driver_.requests[0], hardirq); };
  interrupts_.emplace_back(kernel_, 100, 1, requeue);
  core_.run_until(200);
  interrupts_.emplace_back(kernel_, 200, 3, requeue);
  core_.run_until(300);
  ASSERT_EQ(driver_.issuers.size(), 3U);
  EXPECT_EQ(driver_.issuers[1], "kworker/1:1H");
  EXPECT_EQ(driver_.issuers[2], "kworker/0:1H");
  EXPECT_EQ(queue().tags_in_use(), 1);
}

TEST(HctxCpusTest, EachHasItsShareOfTheCpus) {
  for (const int cpus : {1, 2, 4, 7, 12, 32}) {
    for (const int hctxs : {1, 2, 3, 4, 12}) {
      int all = 0;
      for (int hctx = 0; hctx < hctxs; ++hctx) {
        const HctxCpus group(hctx, hctxs, cpus);
        for (int cpu = 0; cpu < cpus; ++cpu) EXPECT_EQ(group.contains(cpu), cpu * hctxs / cpus == hctx);
        all += group.count();
      }
      EXPECT_EQ(all, cpus);
    }
  }
}

// blk_mq_hctx_next_cpu(): next_cpu_batch is counted down before the CPU is used, so the first turn is one shorter.
TEST(HctxCpusTest, CpusTakeTurnsOfEight) {
  HctxCpus group(1, 2, 4);
  std::vector<int> turns(4);
  for (int run = 0; run < 7; ++run) ++turns[static_cast<std::size_t>(group.next())];
  EXPECT_EQ(turns, (std::vector<int>{0, 0, 7, 0}));
  for (int run = 0; run < 8; ++run) ++turns[static_cast<std::size_t>(group.next())];
  EXPECT_EQ(turns, (std::vector<int>{0, 0, 7, 8}));
  EXPECT_EQ(group.next(), 2);
}

TEST_F(BlockQueueTest, SleepIsTheCommandsTagWait) {
  open({.hw_queues = 1, .depth = 1});
  submitter(0);
  submitter(1);
  complete_at(500, 0);
  core_.run_until(600);
  ASSERT_EQ(driver_.requests.size(), 2U);
  EXPECT_EQ(source().clock(1).spent()[static_cast<std::size_t>(Stage::tag_wait)], 500);
}

TEST_F(BlockQueueTest, NowaitBioIsRefusedRatherThanPutToSleep) {
  open({.hw_queues = 1, .depth = 1});
  submitter(0);
  submitter(1, true);
  core_.run_until(10);
  EXPECT_TRUE(threads_[1].done());
  EXPECT_EQ(driver_.requests.size(), 1U);
  ASSERT_EQ(source().ends().size(), 1U);
  EXPECT_EQ(source().ends()[0].status, BioStatus::again);
  EXPECT_EQ(source().ends()[0].bio, &source().bio(1));
  EXPECT_EQ(queue().started(), 1U);
}

// 8 CPUs over 4 hardware queues: CPUs 0 and 1 share the first, 2 and 3 the second, and so on.
TEST(BlockQueueMappingTest, CpusAreSpreadOverTheHardwareQueuesInContiguousGroups) {
  sim::EventCore core;
  Kernel kernel(core, machine_of(no_costs(), 8), {6, 14});
  HeldDriver driver;
  BlockQueue queue(kernel, driver, {.hw_queues = 4, .depth = 2});
  BioSource source(kernel, queue);
  std::deque<TestThread> threads;
  for (int cpu = 0; cpu < 8; ++cpu) {
    threads.emplace_back(kernel, cpu, [&source](sim::Thread& thread) { return source.submit(thread); });
  }
  core.run_until(10);
  ASSERT_EQ(driver.requests.size(), 8U) << "two tags for each pair of CPUs are just enough";
  for (int cpu = 0; cpu < 8; ++cpu) {
    const Request& request = *driver.requests[static_cast<std::size_t>(cpu)];
    EXPECT_EQ(request.submit_cpu->index(), cpu);
    EXPECT_EQ(request.hctx_number, cpu / 2);
  }
}

TEST(BlockQueueMappingTest, TagsOfAHardwareQueueServeItsCpusOnly) {
  sim::EventCore core;
  Kernel kernel(core, machine_of(no_costs(), 2), {6, 14});
  HeldDriver driver;
  BlockQueue queue(kernel, driver, {.hw_queues = 2, .depth = 1});
  BioSource source(kernel, queue);
  const auto submit = [&source](sim::Thread& thread) { return source.submit(thread, Op::read, true); };
  TestThread first(kernel, 0, submit);
  core.run_until(10);
  TestThread second(kernel, 0, submit);
  core.run_until(20);
  EXPECT_EQ(driver.requests.size(), 1U) << "CPU 0 has no second tag, though CPU 1 has one";
  TestThread third(kernel, 1, submit);
  core.run_until(30);
  EXPECT_EQ(driver.requests.size(), 2U);
}

class BlockQueueCostsTest : public BlockQueueTest {
 protected:
  BlockQueueCostsTest() : BlockQueueTest(kRoundCosts, 8) {}
};

TEST_F(BlockQueueCostsTest, SubmissionCostsTheRequestAndTheReadSection) {
  open({.hw_queues = 1, .depth = 4, .blocking = false});
  submitter(0);
  core_.run_until(sim::kMillisecond);
  EXPECT_EQ(driver_.issued_at.at(0), 400 + 10);  // blk_submit + dispatch_rcu
  open({.hw_queues = 1, .depth = 4, .blocking = true});
  submitter(0);
  core_.run_until(2 * sim::kMillisecond);
  EXPECT_EQ(driver_.issued_at.at(1), 400 + 40);  // blk_submit + dispatch_srcu
}

// An interrupt runs the softirq at its exit, on its CPU, whichever CPU submitted.
TEST_F(BlockQueueCostsTest, OneHardwareQueueCompletesInTheSoftirqAtTheInterruptsExit) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  complete_at(20'000, 0, 3);
  core_.run_until(30'000);
  ASSERT_EQ(source().ends().size(), 1U);
  EXPECT_EQ(source().ends()[0].at, 20'000 + 310);  // blk_complete
  EXPECT_EQ(source().ends()[0].kind, Kind::softirq);
  EXPECT_EQ(source().ends()[0].cpu, 3);
}

TEST_F(BlockQueueCostsTest, RqAffinityTwoCompletesOnTheSubmittingCpuByIpi) {
  for (const int hw_queues : {1, 4}) {
    open({.hw_queues = hw_queues, .depth = 4, .rq_affinity = 2});
    const sim::SimTime start = core_.now();
    submitter(0);
    complete_at(start + 20'000, driver_.requests.size(), 3);
    core_.run_until(start + 30'000);
    ASSERT_EQ(source().ends().size(), 1U);
    EXPECT_EQ(source().ends()[0].at, start + 20'000 + kRoundCosts.ipi + kRoundCosts.blk_complete);
    EXPECT_EQ(source().ends()[0].kind, Kind::softirq);
    EXPECT_EQ(source().ends()[0].cpu, 0);
  }
}

// blk_mq_complete_need_ipi(): a CPU under another cache is not near enough.
class BlockQueueCachesTest : public BlockQueueTest {
 protected:
  BlockQueueCachesTest() : BlockQueueTest(kRoundCosts, 8, 4) {}
};

TEST_F(BlockQueueCachesTest, CompletesUnderTheSubmittersCacheAndByIpiFromAnother) {
  for (const auto& [completer, ends_on, ipi] : {std::tuple{3, 3, sim::SimTime{0}}, std::tuple{4, 0, kRoundCosts.ipi}}) {
    open({.hw_queues = 1, .depth = 4});
    const sim::SimTime start = core_.now();
    submitter(0);
    complete_at(start + 20'000, driver_.requests.size(), completer);
    core_.run_until(start + 30'000);
    ASSERT_EQ(source().ends().size(), 1U);
    EXPECT_EQ(source().ends()[0].at, start + 20'000 + ipi + kRoundCosts.blk_complete);
    EXPECT_EQ(source().ends()[0].cpu, ends_on);
  }
}

TEST_F(BlockQueueCachesTest, OneIpiServesRequestsThatAreHandedOverMeanwhile) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  submitter(0);
  complete_at(20'000, 0, 5);
  complete_at(20'100, 1, 6);
  core_.run_until(30'000);
  ASSERT_EQ(source().ends().size(), 2U);
  EXPECT_EQ(source().ends()[0].at, 20'000 + kRoundCosts.ipi + kRoundCosts.blk_complete);
  EXPECT_EQ(source().ends()[1].at, source().ends()[0].at + kRoundCosts.blk_complete);
}

TEST_F(BlockQueueCostsTest, OneHardwareQueueCompletesThroughKsoftirqdFromProcessContext) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(20'000);
  TestThread completer(kernel_, 2, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    co_return;
  });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 1U);
  // The completer wakes ksoftirqd of its CPU (wake_issue) and leaves the CPU to it (context_switch); ksoftirqd takes up
  // the softirq (ksoftirqd_wake) and completes the request (blk_complete).
  EXPECT_EQ(source().ends()[0].at, 20'000 + 700 + 1300 + 2200 + 310);
  EXPECT_EQ(source().ends()[0].kind, Kind::softirq);
  EXPECT_EQ(source().ends()[0].cpu, 2);
}

TEST_F(BlockQueueCostsTest, InterruptThatEndsBeforeKsoftirqdRunsTakesItsWork) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(20'000);
  TestThread completer(kernel_, 2, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    // Keeps the CPU, and ksoftirqd waiting.
    co_await thread.compute(10'000);
  });
  TestInterrupt interrupt(kernel_, 23'000, 2,
                          [this](const sim::Context& hardirq) { kernel_.block_softirq().irq_exit(hardirq); });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 1U) << "and ksoftirqd does not complete it again";
  EXPECT_EQ(source().ends()[0].at, 23'000 + 310);
}

TEST_F(BlockQueueCostsTest, InterruptDuringTheSwitchToKsoftirqdTakesItsWork) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(20'000);
  TestThread completer(kernel_, 2, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    co_return;
  });
  const sim::SimTime has_cpu = 20'000 + 700 + 1300;
  TestInterrupt interrupt(kernel_, has_cpu - 1, 2,
                          [this](const sim::Context& hardirq) { kernel_.block_softirq().irq_exit(hardirq); });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 1U) << "and ksoftirqd does not complete it again";
  EXPECT_EQ(source().ends()[0].at, has_cpu - 1 + 310);
  EXPECT_EQ(kernel_.block_softirq().times().cpu, 0) << "it found nothing to do";
}

TEST_F(BlockQueueCostsTest, InterruptLeavesKsoftirqdWhatItHasBegunWith) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  submitter(1);
  core_.run_until(20'000);
  TestThread completer(kernel_, 2, [this](sim::Thread& thread) -> sim::Task<> {
    for (Request* request : driver_.requests) queue().complete(*request, BioStatus::ok, sim::Context(thread));
    co_return;
  });
  const sim::SimTime has_cpu = 20'000 + 700 + 1300;
  TestInterrupt interrupt(kernel_, has_cpu + 1, 2,
                          [this](const sim::Context& hardirq) { kernel_.block_softirq().irq_exit(hardirq); });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 2U);
  EXPECT_EQ(source().ends()[0].at, has_cpu + 1 + 310) << "the second request";
  EXPECT_EQ(source().ends()[1].at, has_cpu + 2200 + 310 + 310);
}

TEST_F(BlockQueueCostsTest, SeveralHardwareQueuesCompleteDirectly) {
  open({.hw_queues = 4, .depth = 4});
  submitter(0);
  submitter(2);
  core_.run_until(20'000);
  ASSERT_EQ(driver_.requests.size(), 2U);
  complete_at(20'000, 0, 3);
  TestThread completer(kernel_, 5, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[1], BioStatus::ok, sim::Context(thread));
    co_return;
  });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 2U);
  // No softirq and no ksoftirqd: both end in the context of their completion, the thread's by its own time.
  for (const BioSource::End& end : source().ends()) {
    EXPECT_EQ(end.at, end.cpu == 3 ? 20'000 : 20'000 + 310);
    EXPECT_EQ(end.kind, end.cpu == 3 ? Kind::hardirq : Kind::task);
  }
}

// blk_mq_complete_request_remote(): nowhere to send it to, so neither softirq nor ksoftirqd.
class BlockQueueOfOneCpuTest : public BlockQueueTest {
 protected:
  BlockQueueOfOneCpuTest() : BlockQueueTest(kRoundCosts, 1) {}
};

TEST_F(BlockQueueOfOneCpuTest, HardwareQueueOfOneCpuCompletesDirectlyEvenIfItIsTheOnlyOne) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(20'000);
  TestThread completer(kernel_, 0, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    co_return;
  });
  core_.run_until(60'000);
  ASSERT_EQ(source().ends().size(), 1U);
  EXPECT_EQ(source().ends()[0].at, 20'000 + 310);
  EXPECT_EQ(source().ends()[0].kind, Kind::task);
}

TEST_F(BlockQueueTest, CompletingARequestTwiceIsAnError) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  complete_at(100, 0);
  core_.run_until(200);
  complete_at(300, 0);
  EXPECT_THROW(core_.run_until(400), RunError);
}

TEST_F(BlockQueueTest, CompletingARequestTwiceBeforeItsSoftirqIsAnError) {
  open({.hw_queues = 1, .depth = 4});
  submitter(0);
  core_.run_until(100);
  // From process context both completions wait for ksoftirqd.
  TestThread completer(kernel_, 2, [this](sim::Thread& thread) -> sim::Task<> {
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    queue().complete(*driver_.requests[0], BioStatus::ok, sim::Context(thread));
    co_return;
  });
  EXPECT_THROW(core_.run_until(10'000), RunError);
}

}  // namespace
}  // namespace loopsim::models
