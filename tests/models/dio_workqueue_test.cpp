// SPDX-License-Identifier: GPL-2.0
#include "models/dio_workqueue.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/file.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

constexpr int kCpus = 2;

// What an item does: computes, then sleeps, then computes again.
struct Item {
  sim::SimTime queued = 0;
  int cpu = 0;
  sim::SimTime before = 0;
  sim::SimTime asleep = 0;
  sim::SimTime after = 0;
};

struct Done {
  std::size_t item;
  sim::SimTime begin;
  sim::SimTime end;
  int cpu;
};

// The completion workqueues, with a file whose completion work is what each item says.
class Workqueue final : private File {
 public:
  explicit Workqueue(const std::vector<Item>& items) : items_(items), kiocbs_(items.size()) {
    for (std::size_t number = 0; number < items.size(); ++number) {
      kiocbs_[number].file = this;
      arrivals_.emplace_back(kernel_, items[number].queued, items[number].cpu, [this, number](const sim::Context& at) {
        kernel_.dio_workqueue().queue(kiocbs_[number], at);
      });
    }
    core_.run_until(sim::kNever);
  }

  const std::vector<Done>& done() const { return done_; }
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> result;
    for (const Done& each : done_) result.push_back(each.item);
    return result;
  }
  std::size_t most_kworkers() { return kernel_.dio_workqueue().most_kworkers(); }
  // Items that were being computed on one CPU at the same time.
  int most_computing() const { return most_computing_; }
  sim::SimTime busy() const { return kernel_.processors().busy(); }

 private:
  sim::Task<IoResult> submit(Current&, Kiocb&) override { return sim::Task<IoResult>::ready(IoResult::error()); }

  sim::Task<> dio_work(Current& kworker, Kiocb& kiocb) override {
    const auto number = static_cast<std::size_t>(std::distance(kiocbs_.data(), &kiocb));
    const Item& item = items_[number];
    const sim::SimTime begin = core_.now();
    co_await compute(kworker.thread, item.before);
    co_await kworker.thread.delay(item.asleep);
    co_await compute(kworker.thread, item.after);
    done_.push_back({number, begin, core_.now(), kworker.thread.cpu().index()});
  }

  sim::Task<> compute(sim::Thread& thread, sim::SimTime time) {
    int& here = computing_[static_cast<std::size_t>(thread.cpu().index())];
    most_computing_ = std::max(most_computing_, ++here);
    co_await thread.compute(time);
    --computing_[static_cast<std::size_t>(thread.cpu().index())];
  }

  sim::EventCore core_;
  mutable Kernel kernel_{core_, machine_of(no_costs(), kCpus), {6, 14}};
  std::vector<Item> items_;
  std::vector<Kiocb> kiocbs_;
  std::deque<TestInterrupt> arrivals_;
  std::vector<Done> done_;
  std::vector<int> computing_ = std::vector<int>(kCpus);
  int most_computing_ = 0;
};

using Order = std::vector<std::size_t>;

TEST(DioWorkqueueTest, WorkIsDoneOneAfterTheOtherInTheOrderItCame) {
  Workqueue work({{.before = 100}, {.queued = 10, .before = 50}, {.queued = 20, .before = 1}});
  EXPECT_EQ(work.order(), (Order{0, 1, 2}));
  EXPECT_EQ(work.done()[2].end, 151);
  EXPECT_EQ(work.most_kworkers(), 1U);
}

TEST(DioWorkqueueTest, EveryCpuWorksForItself) {
  Workqueue work({{.cpu = 0, .before = 100}, {.cpu = 1, .before = 50}});
  EXPECT_EQ(work.order(), (Order{1, 0}));
  EXPECT_EQ(work.done()[0].cpu, 1);
  EXPECT_EQ(work.done()[1].cpu, 0);
  EXPECT_EQ(work.done()[1].end, 100);
}

TEST(DioWorkqueueTest, ItemThatSleepsLetsTheNextOneRun) {
  Workqueue work({{.before = 10, .asleep = 1000, .after = 10}, {.queued = 5, .before = 100}});
  EXPECT_EQ(work.order(), (Order{1, 0}));
  EXPECT_EQ(work.done()[0].begin, 10);
  EXPECT_EQ(work.done()[0].end, 110);
  EXPECT_EQ(work.done()[1].end, 1020);
  EXPECT_EQ(work.most_kworkers(), 2U);
}

// wq_worker_running(): who was woken and has no CPU yet keeps nobody from going on.
TEST(DioWorkqueueTest, AKworkerThatWaitsForItsCpuDoesNotCountAsRunning) {
  Workqueue work(
      {{.before = 10, .asleep = 100, .after = 10}, {.queued = 5, .before = 200}, {.queued = 6, .before = 50}});
  EXPECT_EQ(work.order(), (Order{1, 2, 0}));
  EXPECT_EQ(work.most_kworkers(), 2U);
}

TEST(DioWorkqueueTest, WorkThatComesWhileAnItemSleepsDoesNotWaitForIt) {
  Workqueue work({{.asleep = 1000}, {.queued = 300, .before = 100}});
  EXPECT_EQ(work.done()[0].end, 400);
}

TEST(DioWorkqueueTest, AsManySleepAsThereAreItems) {
  Workqueue work({{.asleep = 100}, {.asleep = 100}, {.asleep = 100}, {.asleep = 100}});
  EXPECT_EQ(work.done().size(), 4U);
  EXPECT_EQ(work.done()[3].end, 100);
  // The last to go to sleep leaves nothing behind.
  EXPECT_EQ(work.most_kworkers(), 4U);
}

TEST(DioWorkqueueTest, IdleKworkersAreUsedAgain) {
  Workqueue work({{.asleep = 10}, {.asleep = 10}, {.queued = 500, .asleep = 10}, {.queued = 500, .asleep = 10}});
  EXPECT_EQ(work.done().size(), 4U);
  EXPECT_EQ(work.most_kworkers(), 2U);
}

RC_GTEST_PROP(DioWorkqueueTest, AllWorkIsDoneOnceWhereItCame, ()) {
  auto time = rc::gen::inRange<sim::SimTime>(0, 200);
  const auto items = *rc::gen::container<std::vector<Item>>(
      rc::gen::construct<Item>(rc::gen::inRange<sim::SimTime>(0, 1000), rc::gen::inRange(0, kCpus), time,
                               rc::gen::element<sim::SimTime>(0, 0, 1, 150), time));
  Workqueue work(items);
  Order order = work.order();
  std::ranges::sort(order);
  RC_ASSERT(order.size() == items.size());
  sim::SimTime computed = 0;
  for (std::size_t number = 0; number < items.size(); ++number) {
    RC_ASSERT(order[number] == number);
    computed += items[number].before + items[number].after;
  }
  for (const Done& each : work.done()) RC_ASSERT(each.cpu == items[each.item].cpu);
  RC_ASSERT(work.busy() == computed);
  RC_ASSERT(work.most_computing() <= 1);
}

}  // namespace
}  // namespace loopsim::models
