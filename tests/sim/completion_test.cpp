// SPDX-License-Identifier: GPL-2.0
#include "sim/completion.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

class CompletionTest : public ::testing::Test {
 protected:
  // A thread that computes and then waits, `times` times over.
  void launch_waiter(int times) { machine_.launch(thread_, wait(times)); }
  void complete_at(SimTime time) {
    machine_.at(time, [this] { completion_.complete(machine_.interrupt_on(1)); });
  }

  Process wait(int times) {
    for (int time = 0; time < times; ++time) {
      co_await thread_.compute(100);
      co_await completion_.wait(thread_);
      passed_.push_back(machine_.now());
    }
    thread_.exit();
  }

  Machine machine_{2};
  Thread& thread_ = machine_.bound(0);
  Completion completion_;
  std::vector<SimTime> passed_;
};

TEST_F(CompletionTest, WakesTheOneThatWaits) {
  launch_waiter(1);
  complete_at(250);
  machine_.run();
  EXPECT_EQ(passed_, (std::vector<SimTime>{250}));
}

TEST_F(CompletionTest, MayComeBeforeAnybodyWaits) {
  launch_waiter(1);
  complete_at(50);
  machine_.run();
  EXPECT_EQ(passed_, (std::vector<SimTime>{100}));
}

TEST_F(CompletionTest, ServesOnceForEachTime) {
  launch_waiter(3);
  complete_at(50);
  complete_at(400);
  machine_.run();
  EXPECT_EQ(passed_, (std::vector<SimTime>{100, 400}));
  EXPECT_FALSE(machine_.all_done());
}

TEST_F(CompletionTest, AStrayWakeUpDoesNotEndTheWait) {
  launch_waiter(1);
  machine_.at(150, [this] { thread_.wake(machine_.interrupt_on(1)); });
  complete_at(300);
  machine_.run();
  EXPECT_EQ(passed_, (std::vector<SimTime>{300}));
}

}  // namespace
}  // namespace loopsim::sim
