// SPDX-License-Identifier: GPL-2.0
#include "models/invariants.hpp"

#include <functional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/run.hpp"
#include "sim/simgrid_engine.hpp"
#include "tests/models/broken_disk.hpp"
#include "tests/models/broken_file.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using DiskFault = BrokenDisk::Fault;
using FileFault = BrokenFile::Fault;

// Runs `body` in a child process, where it may register broken parts and start the one SimGrid engine that a process
// may have. Returns "ok", or the kind and the text of what it threw.
std::string outcome_of(const std::function<void()>& body) {
  return sim::bytes_from_child([&body]() -> std::string {
    try {
      body();
      return "ok";
    } catch (const RunError& error) {
      return std::string("RunError: ") + error.what();
    } catch (const sim::Deadlock& error) {
      return std::string("Deadlock: ") + error.what();
    } catch (const std::invalid_argument& error) {
      return std::string("invalid_argument: ") + error.what();
    }
  });
}

SystemSpec on_broken_disk(Target target, ReadWrite rw = ReadWrite::read) {
  SystemSpec spec = small_system(20);
  spec.device.kind = "broken";
  spec.design.target = target;
  spec.job.rw = rw;
  return spec;
}

template <DiskFault fault>
std::string outcome_with(const SystemSpec& spec, EngineMode mode = EngineMode::horizon) {
  return outcome_of([&] {
    BrokenDisk::install<fault>();
    RunOptions options;
    options.mode = mode;
    run(spec, options);
  });
}

template <FileFault fault>
std::string outcome_with() {
  return outcome_of([] {
    BrokenFile::install<fault>();
    SystemSpec spec = small_system(20);
    spec.design.backing = "broken";
    run(spec, RunOptions{});
  });
}

// What the broken parts do besides their fault is right: the faults are what is caught below.
TEST(BrokenPartsTest, PassEveryCheckWithoutAFault) {
  for (const Target target : {Target::raw, Target::file, Target::loop, Target::dm_loop}) {
    EXPECT_EQ(outcome_with<DiskFault::none>(on_broken_disk(target)), "ok");
  }
  EXPECT_EQ(outcome_with<FileFault::none>(), "ok");
}

class EveryModeTest : public ::testing::TestWithParam<EngineMode> {};

TEST_P(EveryModeTest, LostBioIsADeadlock) {
  for (const Target target : {Target::raw, Target::loop, Target::dm_loop}) {
    EXPECT_THAT(outcome_with<DiskFault::loses_a_bio>(on_broken_disk(target), GetParam()), StartsWith("Deadlock"));
  }
}

// The rest of the queue depth carries on until the runtime is over, and only then somebody waits.
TEST_P(EveryModeTest, LostBioBehindOthersIsADeadlockInTheEnd) {
  SystemSpec spec = on_broken_disk(Target::loop);
  spec.job.iodepth = 4;
  spec.job.time_based = true;
  spec.job.runtime = 5 * sim::kMillisecond;
  EXPECT_EQ(outcome_with<DiskFault::none>(spec, GetParam()), "ok");
  EXPECT_THAT(outcome_with<DiskFault::loses_a_bio>(spec, GetParam()), StartsWith("Deadlock"));
}

TEST_P(EveryModeTest, CompletingABioTwiceIsAnError) {
  for (const Target target : {Target::raw, Target::file, Target::loop, Target::dm_loop}) {
    for (const ReadWrite rw : {ReadWrite::read, ReadWrite::write}) {
      const std::string outcome = outcome_with<DiskFault::completes_twice>(on_broken_disk(target, rw), GetParam());
      EXPECT_THAT(outcome, StartsWith("RunError"));
      EXPECT_THAT(outcome, HasSubstr("twice"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, EveryModeTest, ::testing::Values(EngineMode::horizon, EngineMode::strict),
                         [](const auto& mode) {
                           return std::string(mode.param == EngineMode::strict ? "strict" : "horizon");
                         });

TEST(BrokenDiskTest, LeakedTag) {
  EXPECT_THAT(outcome_with<DiskFault::leaks_a_tag>(on_broken_disk(Target::loop)),
              StartsWith("RunError: tag balance of the disk"));
}

TEST(BrokenDiskTest, MissingCompletion) {
  EXPECT_THAT(outcome_with<DiskFault::forgets_a_completion>(on_broken_disk(Target::loop)),
              StartsWith("RunError: flow balance of the disk"));
}

TEST(BrokenDiskTest, MoreBusyThanTimePassed) {
  EXPECT_THAT(outcome_with<DiskFault::claims_to_be_busy>(on_broken_disk(Target::loop)),
              StartsWith("RunError: utilisation law of the disk"));
}

TEST(BrokenFileTest, NeverCompleting) {
  EXPECT_THAT(outcome_with<FileFault::never_completes>(), StartsWith("Deadlock"));
}

TEST(BrokenFileTest, CompletingAndReturningTheResult) {
  EXPECT_THAT(outcome_with<FileFault::completes_and_returns>(), StartsWith("RunError: a loop command completed twice"));
}

// fio gives up at the first: its rate would be that of failing.
TEST(BrokenFileTest, Failing) {
  EXPECT_THAT(outcome_with<FileFault::fails>(), StartsWith("RunError: fio got an I/O error"));
}

// The program that was measured has nobody to hand a late refusal to.
TEST(RunTest, LateRefusalOfAnEmulatedAttemptIsAnError) {
  EXPECT_THAT(outcome_of([] {
                SystemSpec spec = small_system(20);
                spec.design.target = Target::emulation;
                spec.design.policy = "nowait";
                spec.design.backing = "block-device";
                spec.device.tags = 1;
                spec.job.iodepth = 4;
                run(spec, RunOptions{});
              }),
              StartsWith("RunError: fio got EAGAIN"));
}

TEST(RunTest, JobsThatEndBeforeTheRampIsOverAreAnError) {
  EXPECT_THAT(outcome_of([] {
                SystemSpec spec = small_system(20);
                spec.job.ramp_time = sim::kSecond;
                run(spec, RunOptions{});
              }),
              StartsWith("RunError"));
}

TEST(RunTest, UnknownPolicyIsRefused) {
  EXPECT_THAT(outcome_of([] {
                SystemSpec spec = small_system(20);
                spec.design.policy = "nosuch";
                run(spec, RunOptions{});
              }),
              StartsWith("invalid_argument"));
}

// The laws themselves, on a finished system that a test puts out of balance by hand.
class InvariantsTest : public ::testing::Test {
 protected:
  // What the check says of `run`, which is said to have taken `elapsed`.
  static std::string verdict(SystemRun& run, sim::SimTime elapsed) {
    try {
      check_invariants(run.system(), elapsed);
      return "";
    } catch (const RunError& error) {
      return error.what();
    }
  }
  static std::string verdict(SystemRun& run) { return verdict(run, run.core().now()); }
  static SystemSpec always_busy(IoEngine engine) {
    SystemSpec spec = small_system(20);
    spec.machine.cpus = 1;
    spec.device.kind = "ramdisk";
    spec.design.target = Target::raw;
    spec.job.ioengine = engine;
    spec.job.iodepth = 8;
    return spec;
  }
  static FioStats::Finished finished(const StageClock& clock, sim::SimTime since) {
    return {
        .op = Op::read, .bytes = 4096, .clock = clock, .in_system_since = since, .submitted = since, .reaped = since};
  }
};

TEST_F(InvariantsTest, FinishedRunPasses) {
  for (const Target target : {Target::raw, Target::file, Target::loop, Target::dm_loop}) {
    SystemSpec spec = small_system(20);
    spec.design.target = target;
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(verdict(run), "");
  }
}

// One CPU that never idles: what the last command was charged is not lived through when the run ends.
TEST_F(InvariantsTest, FullyBusyMachinePasses) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::io_uring, IoEngine::psync}) {
    SystemRun run(always_busy(engine));
    run.run();
    EXPECT_EQ(verdict(run), "");
  }
}

TEST_F(InvariantsTest, MoreCpuTimeThanTimePassed) {
  SystemRun run(always_busy(IoEngine::psync));
  run.run();
  EXPECT_THAT(verdict(run, run.core().now() / 2), StartsWith("utilisation law of the CPUs"));
}

TEST_F(InvariantsTest, RunWithCommandsInFlightFails) {
  SystemRun run(small_system(20));
  run.start();
  run.open_after(3);
  run.core().run_until(run.core().now() + 10 * sim::kMicrosecond);
  EXPECT_THAT(verdict(run), StartsWith("flow balance of fio"));
}

TEST_F(InvariantsTest, CommandThatFioNeverReaped) {
  SystemRun run(small_system(20));
  run.run();
  run.stats().issued(run.core().now());
  EXPECT_EQ(verdict(run), "flow balance of fio does not hold: 21 issued but 20 reaped");
}

// In flight for 100 ns by count, but 5 ns by what the command says.
TEST_F(InvariantsTest, LittlesLawComparesTheCountWithTheCommands) {
  SystemRun run(small_system(20));
  run.start();
  run.open_after(20);
  run.core().run_until(sim::kSecond);
  const StageClock clock;
  run.stats().issued(sim::kSecond);
  run.core().run_until(sim::kSecond + 100);
  run.stats().reaped(sim::kSecond + 100, finished(clock, sim::kSecond + 95));
  run.stats().close(sim::kSecond + 100);
  EXPECT_THAT(verdict(run), StartsWith("Little's law"));
}

TEST_F(InvariantsTest, LoopRequestThatHasNotEnded) {
  SystemRun run(small_system(20));
  run.core().run_until(sim::kMillisecond);
  BioSource source(run.system().kernel(), run.loop().queue());
  TestThread submitter(run.system().kernel(), 0, [&source](sim::Thread& thread) { return source.submit(thread); });
  while (run.loop().queue().started() == 0) ASSERT_TRUE(run.core().step());
  EXPECT_EQ(verdict(run), "flow balance of the loop queue does not hold: 1 started but 0 ended");
}

TEST_F(InvariantsTest, LoopRequestThatFioDidNotIssue) {
  SystemRun run(small_system(20));
  run.run();
  BioSource source(run.system().kernel(), run.loop().queue());
  TestThread submitter(run.system().kernel(), 0, [&source](sim::Thread& thread) { return source.submit(thread); });
  run.core().run_until(sim::kSecond);
  EXPECT_EQ(verdict(run), "exactly once does not hold: 21 loop requests but 20 I/Os of fio");
}

TEST_F(InvariantsTest, CloneThatHasNotEnded) {
  EXPECT_EQ(outcome_of([] {
              BrokenDisk::install<DiskFault::loses_a_bio>();
              SystemRun run(on_broken_disk(Target::dm_loop));
              BioSource source(run.system().kernel(), *run.system().dm_loop());
              TestThread submitter(run.system().kernel(), 0, [&source](sim::Thread& thread) -> sim::Task<> {
                for (int i = 0; i < 5; ++i) co_await source.submit(thread);
              });
              run.core().run_until(sim::kSecond);
              check_invariants(run.system(), run.core().now());
            }),
            "RunError: flow balance of dm-loop does not hold: 5 started but 4 ended");
}

}  // namespace
}  // namespace loopsim::models
