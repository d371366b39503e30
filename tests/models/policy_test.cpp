// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/file_system.hpp"
#include "models/loop_device.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

// What a policy is asked and told, written down; it decides what a test has set.
struct PolicyLog {
  struct Question {
    CommandView command;
    bool backing_is_block_device = false;
    std::int64_t blocking_writes = 0;
    std::int64_t queued = 0;
    std::int64_t in_flight = 0;
  };
  struct Refusal {
    CommandView command;
    Eagain reason = Eagain::none;
  };
  bool in_issuer = true;
  bool answer = true;
  std::vector<Question> questions;
  std::vector<Refusal> refusals;
};

class LoggingPolicy final : public Policy {
 public:
  explicit LoggingPolicy(PolicyLog& log) : log_(log) {}
  bool submits_in_issuer() const override { return log_.in_issuer; }
  bool attempts_nowait(const CommandView& command, const LoopView& loop) override {
    log_.questions.push_back(
        {command, loop.backing_is_block_device(), loop.blocking_writes(), loop.queued(), loop.in_flight()});
    return log_.answer;
  }
  void on_eagain(const CommandView& command, Eagain reason) override { log_.refusals.push_back({command, reason}); }

 private:
  PolicyLog& log_;
};

// A file that does not take NOWAIT and keeps every kiocb.
class OldFile final : public File {
 public:
  sim::Task<IoResult> submit(Current&, Kiocb& kiocb) override {
    EXPECT_FALSE(kiocb.nowait);
    ++submitted;
    return sim::Task<IoResult>::ready(IoResult::queued());
  }

  bool supports_nowait() const override { return false; }
  int submitted = 0;
};

class PolicyTest : public ::testing::Test {
 protected:
  void open(const char* file_system, bool in_issuer = true) {
    backing_ =
        FileSystemRegistry::find(file_system)->create(kernel_, {.device = lower_, .work_stage = Stage::dio_work});
    open(*backing_, in_issuer);
  }
  void open(File& backing, bool in_issuer = true) {
    log_.in_issuer = in_issuer;
    loop_ = std::make_unique<LoopDevice>(kernel_, backing, std::make_unique<LoggingPolicy>(log_), DesignSpec{});
    source_ = std::make_unique<BioSource>(kernel_, loop_->queue());
  }
  // One command from a thread of its own, and a millisecond for it.
  void submit(Op op) {
    const TestThread submitter(kernel_, 0, [this, op](sim::Thread& thread) { return source_->submit(thread, op); });
    core_.run_until(core_.now() + sim::kMillisecond);
  }
  void end(std::size_t bio, BioStatus status) {
    HeldDevice::end(lower_.arrivals().at(bio), sim::Context(kernel_.processors().cpu(0), sim::Context::Kind::hardirq),
                    status);
    core_.run_until(core_.now() + sim::kMillisecond);
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(kRoundCosts), {6, 14}};
  HeldDevice lower_{kernel_};
  PolicyLog log_;
  std::unique_ptr<File> backing_;
  std::unique_ptr<LoopDevice> loop_;
  std::unique_ptr<BioSource> source_;
};

TEST_F(PolicyTest, SeesTheCommandAndTheDevice) {
  open("xfs");
  submit(Op::read);
  submit(Op::read);
  ASSERT_EQ(log_.questions.size(), 2U);
  const PolicyLog::Question& second = log_.questions[1];
  EXPECT_EQ(second.command.op, Op::read);
  EXPECT_EQ(second.command.offset, 4096U);
  EXPECT_EQ(second.command.bytes, 4096U);
  EXPECT_FALSE(second.backing_is_block_device);
  // The first, and the one it is asked about.
  EXPECT_EQ(second.in_flight, 2);
  EXPECT_EQ(second.blocking_writes, 0);
  EXPECT_EQ(second.queued, 0);
}

TEST_F(PolicyTest, HearsWhyAnAttemptWasRefused) {
  open("xfs");
  submit(Op::write);
  submit(Op::write);
  ASSERT_EQ(log_.refusals.size(), 1U);
  EXPECT_EQ(log_.refusals[0].reason, Eagain::timestamp);
  EXPECT_EQ(log_.refusals[0].command.op, Op::write);
  EXPECT_EQ(log_.refusals[0].command.offset, 0U);
}

TEST_F(PolicyTest, HearsOfALateRefusalToo) {
  open("block-device");
  submit(Op::write);
  EXPECT_TRUE(log_.questions.at(0).backing_is_block_device);
  EXPECT_TRUE(log_.refusals.empty());
  end(0, BioStatus::again);
  ASSERT_EQ(log_.refusals.size(), 1U);
  EXPECT_EQ(log_.refusals[0].reason, Eagain::lower_tag);
  // Submitted once more, by the worker, which may block.
  ASSERT_EQ(lower_.arrivals().size(), 2U);
  EXPECT_FALSE(lower_.arrivals()[1].nowait);
  EXPECT_TRUE(source_->ends().empty());
  end(1, BioStatus::ok);
  ASSERT_EQ(source_->ends().size(), 1U);
  EXPECT_EQ(source_->ends()[0].status, BioStatus::ok);
}

TEST_F(PolicyTest, CommandThatItDoesNotAttemptGoesToTheWorker) {
  open("xfs");
  log_.answer = false;
  submit(Op::read);
  submit(Op::write);
  EXPECT_EQ(log_.questions.size(), 2U);
  EXPECT_EQ(loop_->counters().attempts, 0U);
  EXPECT_EQ(loop_->counters().hint_skips, 2U);
  EXPECT_EQ(loop_->counters().worker_commands, 2U);
}

TEST_F(PolicyTest, PolicyThatLeavesEverythingToWorkersIsNotAsked) {
  open("xfs", false);
  submit(Op::read);
  submit(Op::write);
  EXPECT_TRUE(log_.questions.empty());
  EXPECT_EQ(loop_->counters().hint_skips, 0U);
  EXPECT_EQ(loop_->counters().worker_commands, 2U);
}

TEST_F(PolicyTest, NothingIsAttemptedOnAFileThatDoesNotTakeNowait) {
  OldFile file;
  open(file);
  submit(Op::read);
  submit(Op::write);
  EXPECT_TRUE(log_.questions.empty());
  EXPECT_EQ(loop_->counters().attempts, 0U);
  EXPECT_EQ(loop_->counters().worker_commands, 2U);
  EXPECT_EQ(file.submitted, 2);
}

TEST_F(PolicyTest, OnlyReadsAndWritesAreItsBusiness) {
  open("xfs");
  submit(Op::flush);
  end(0, BioStatus::ok);
  EXPECT_TRUE(log_.questions.empty());
  EXPECT_EQ(loop_->counters().worker_commands, 1U);
  ASSERT_EQ(source_->ends().size(), 1U);
  EXPECT_EQ(source_->ends()[0].status, BioStatus::ok);
}

// An error of the device is the command's error, not a reason to try again.
TEST_F(PolicyTest, ErrorIsNotARefusal) {
  open("xfs");
  submit(Op::read);
  end(0, BioStatus::io_error);
  EXPECT_TRUE(log_.refusals.empty());
  EXPECT_EQ(loop_->counters().failed, 1U);
  ASSERT_EQ(source_->ends().size(), 1U);
  EXPECT_EQ(source_->ends()[0].status, BioStatus::io_error);
}

}  // namespace
}  // namespace loopsim::models
