// SPDX-License-Identifier: GPL-2.0
#include "sim/process.hpp"

#include <coroutine>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "sim/frame_pool.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

// Where a coroutine waits until the test lets it go on.
class Gate {
 public:
  auto pass() {
    struct Awaiter {
      Gate& gate;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) const { gate.waiting_ = handle; }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }
  void open() { waiting_.resume(); }

 private:
  std::coroutine_handle<> waiting_;
};

// Counts the objects of its kind that are alive.
class Witness {
 public:
  explicit Witness(int& alive) : alive_(alive) { ++alive_; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { --alive_; }

 private:
  int& alive_;
};

TEST(ProcessTest, StartsWhenItsHandleIsResumed) {
  bool started = false;
  auto body = [](bool& flag) -> Process {
    flag = true;
    co_return;
  };
  Process process = body(started);
  EXPECT_FALSE(started);
  EXPECT_FALSE(process.done());
  process.handle().resume();
  EXPECT_TRUE(started);
  EXPECT_TRUE(process.done());
}

TEST(ProcessTest, NoneIsDone) { EXPECT_TRUE(Process().done()); }

TEST(ProcessTest, MovingHandsOverTheFrame) {
  Gate gate;
  auto body = [](Gate& its_gate) -> Process { co_await its_gate.pass(); };
  Process first = body(gate);
  Process second = std::move(first);
  second.handle().resume();
  EXPECT_FALSE(second.done());
  gate.open();
  EXPECT_TRUE(second.done());
}

Task<int> sum_of_gates(Gate& gate, int left) {
  if (left == 0) co_return 0;
  co_await gate.pass();
  const int rest = co_await sum_of_gates(gate, left - 1);
  co_return left + rest;
}

TEST(TaskTest, ReturnsAValueThroughNestedCallsThatWait) {
  Gate gate;
  int result = 0;
  auto body = [](Gate& its_gate, int& out) -> Process { out = co_await sum_of_gates(its_gate, 4); };
  Process process = body(gate, result);
  process.handle().resume();
  for (int opened = 0; opened < 4; ++opened) {
    EXPECT_FALSE(process.done());
    gate.open();
  }
  EXPECT_TRUE(process.done());
  EXPECT_EQ(result, 4 + 3 + 2 + 1);
}

TEST(TaskTest, ReturnsWhatCanOnlyBeMoved) {
  auto make = []() -> Task<std::unique_ptr<std::string>> { co_return std::make_unique<std::string>("kiocb"); };
  std::unique_ptr<std::string> result;
  auto body = [](auto its_make, std::unique_ptr<std::string>& out) -> Process { out = co_await its_make(); };
  Process process = body(make, result);
  process.handle().resume();
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(*result, "kiocb");
}

TEST(TaskTest, RunsWhenItIsCalledUpToWhereItWaits) {
  Gate gate;
  int calls = 0;
  auto count = [](Gate& its_gate, int& counter) -> Task<> {
    ++counter;
    co_await its_gate.pass();
    ++counter;
  };
  auto body = [](auto its_count, Gate& its_gate, int& counter) -> Process {
    Task<> call = its_count(its_gate, counter);
    EXPECT_EQ(counter, 1);
    co_await call;
    EXPECT_EQ(counter, 2);
  };
  Process process = body(count, gate, calls);
  process.handle().resume();
  EXPECT_FALSE(process.done());
  gate.open();
  EXPECT_TRUE(process.done());
}

TEST(TaskTest, OneThatNeverWaitsHasReturnedBeforeItIsAwaited) {
  auto answer = []() -> Task<int> { co_return 42; };
  Task<int> call = answer();
  EXPECT_TRUE(call.await_ready());
  EXPECT_EQ(call.await_resume(), 42);
}

TEST(TaskTest, AReadyOneReturnsItsValueWithoutWaiting) {
  int result = 0;
  auto body = [](int& out) -> Process {
    co_await Task<>::ready();
    out = co_await Task<int>::ready(7);
  };
  Process process = body(result);
  process.handle().resume();
  EXPECT_TRUE(process.done());
  EXPECT_EQ(result, 7);
}

Task<> wait_at(Gate& gate, int& alive) {
  const Witness witness(alive);
  co_await gate.pass();
}

Process wait_in_a_call(Gate& gate, int& alive) {
  const Witness witness(alive);
  co_await wait_at(gate, alive);
}

TEST(ProcessTest, DestroyingItDestroysTheFramesItWaitsIn) {
  Gate gate;
  int alive = 0;
  {
    const Process process = wait_in_a_call(gate, alive);
    process.handle().resume();
    EXPECT_EQ(alive, 2);
  }
  EXPECT_EQ(alive, 0);
}

Task<> fail_after(Gate& gate) {
  co_await gate.pass();
  throw std::runtime_error("lost interrupt");
}

Process wait_for_failure(Gate& gate, bool& went_on) {
  co_await fail_after(gate);
  went_on = true;
}

TEST(ProcessTest, AnExceptionLeavesThroughWhoeverResumedIt) {
  Gate gate;
  bool went_on = false;
  const Process process = wait_for_failure(gate, went_on);
  process.handle().resume();
  EXPECT_THROW(gate.open(), std::runtime_error);
  EXPECT_FALSE(went_on);
}

Task<> fail_at_once(int& alive) {
  const Witness witness(alive);
  throw std::runtime_error("no such tag");
  co_return;
}

TEST(TaskTest, AnExceptionBeforeTheFirstWaitReachesTheCaller) {
  int alive = 0;
  EXPECT_THROW(static_cast<void>(fail_at_once(alive)), std::runtime_error);
  EXPECT_EQ(alive, 0);
}

// Finishes when the test opens its gate.
class GatedStep final : public LastStep {
 public:
  GatedStep(Gate& gate, bool ready) : gate_(gate), ready_(ready) {}
  bool ready() const override { return ready_; }
  bool wait(std::coroutine_handle<> awaiter) override {
    if (passes_) return false;
    gate_.pass().await_suspend(awaiter);
    return true;
  }
  void finish() override { ++finished_; }
  int finished() const { return finished_; }
  // From now on there is a wait, which is over at once.
  void let_pass() { passes_ = true; }

 private:
  Gate& gate_;
  bool ready_;
  bool passes_ = false;
  int finished_ = 0;
};

TEST(TaskTest, ALastStepIsWaitedForAndThenFinishes) {
  Gate gate;
  GatedStep step(gate, false);
  int result = 0;
  auto body = [](GatedStep& its_step, int& out) -> Process {
    Task<int> call = Task<int>::last(its_step, 7);
    EXPECT_FALSE(call.returned());
    out = co_await call;
  };
  Process process = body(step, result);
  process.handle().resume();
  EXPECT_EQ(step.finished(), 0);
  gate.open();
  EXPECT_EQ(step.finished(), 1);
  EXPECT_EQ(result, 7);
  EXPECT_TRUE(process.done());
}

TEST(TaskTest, ALastStepWhoseWaitIsOverAtOnceFinishesInTheSameCall) {
  Gate gate;
  GatedStep step(gate, false);
  step.let_pass();
  auto body = [](GatedStep& its_step) -> Process { co_await Task<>::last(its_step); };
  Process process = body(step);
  process.handle().resume();
  EXPECT_EQ(step.finished(), 1);
  EXPECT_TRUE(process.done());
}

TEST(TaskTest, ALastStepWithNothingToWaitForFinishesAtOnce) {
  Gate gate;
  GatedStep step(gate, true);
  auto body = [](GatedStep& its_step) -> Process { co_await Task<>::last(its_step); };
  Process process = body(step);
  process.handle().resume();
  EXPECT_EQ(step.finished(), 1);
  EXPECT_TRUE(process.done());
}

TEST(ProcessTest, AnExceptionLeavesThroughTheEventLoop) {
  Machine machine(1);
  Thread& thread = machine.bound(0);
  auto body = [](Thread& self) -> Process {
    co_await self.compute(10);
    throw std::runtime_error("lost interrupt");
  };
  machine.launch(thread, body(thread));
  EXPECT_THROW(machine.run(), std::runtime_error);
  EXPECT_EQ(machine.now(), 10);
}

Task<int> twice(Thread& thread, int number) {
  co_await thread.compute(1);
  co_return 2 * number;
}

Process call_often(Thread& thread, int calls, std::size_t& created_by_then) {
  co_await twice(thread, 0);
  created_by_then = FramePool::frames_created();
  for (int call = 0; call < calls; ++call) {
    const int result = co_await twice(thread, call);
    EXPECT_EQ(result, 2 * call);
  }
  thread.exit();
}

TEST(ProcessTest, CallsCreateNoFramesInSteadyState) {
  FramePool::release(FramePool::allocate(64), 64);
  const std::size_t before = FramePool::frames_created();
  FramePool::release(FramePool::allocate(64), 64);
  if (FramePool::frames_created() != before) GTEST_SKIP() << "with a sanitizer the pool passes through to the heap";

  Machine machine(1);
  Thread& thread = machine.bound(0);
  std::size_t created_by_then = 0;
  machine.launch(thread, call_often(thread, 1000, created_by_then));
  machine.run();
  EXPECT_TRUE(machine.all_done());
  EXPECT_EQ(FramePool::frames_created(), created_by_then);
}

}  // namespace
}  // namespace loopsim::sim
