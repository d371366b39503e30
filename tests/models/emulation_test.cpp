// SPDX-License-Identifier: GPL-2.0
#include "models/emulation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/invariants.hpp"
#include "tests/models/any_system.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

SystemSpec emulated(SystemSpec spec, const std::string& policy) {
  spec.design.target = Target::emulation;
  spec.design.policy = policy;
  spec.design.upper = "none";
  if (spec.job.ioengine == IoEngine::kbio) spec.job.ioengine = IoEngine::aio;
  return spec;
}

// Sequential writes of one job to a file without a block.
SystemSpec sparse_writes(const std::string& policy, int ios) {
  SystemSpec spec = emulated(small_system(ios), policy);
  spec.design.mapping = Mapping::sparse;
  spec.design.file_size = spec.job.size;
  spec.job.rw = ReadWrite::write;
  return spec;
}

const LoopCounters& counters_of(SystemRun& run) { return run.system().emulation()->loop_counters(); }

std::uint64_t refused(const LoopCounters& counters) {
  std::uint64_t total = 0;
  for (const std::uint64_t count : counters.eagain) total += count;
  return total;
}

TEST(EmulationTest, WorkqueueLeavesEverythingToTheWorker) {
  SystemRun run(sparse_writes("workqueue", 20));
  run.run();
  EXPECT_EQ(run.ios(), 20U);
  EXPECT_EQ(counters_of(run).attempts, 0U);
  EXPECT_EQ(counters_of(run).worker_commands, 20U);
}

// At iodepth 1 nothing queues, so what the queue costs on either side is what each command takes longer.
TEST(EmulationTest, QueueCostsTheSubmitterAndTheWorker) {
  const auto stage_totals = [](sim::SimTime enqueue, sim::SimTime command) {
    SystemSpec spec = sparse_writes("workqueue", 20);
    spec.machine.costs.emulation_enqueue += enqueue;
    spec.machine.costs.emulation_command += command;
    SystemRun run(spec);
    run.run();
    return std::pair{run.stage_total(Stage::submit), run.stage_total(Stage::worker)};
  };
  const auto [submit, worker] = stage_totals(0, 0);
  EXPECT_EQ(stage_totals(110, 0), std::pair(submit + 20 * 110, worker));
  EXPECT_EQ(stage_totals(0, 130), std::pair(submit, worker + 20 * 130));
}

TEST(EmulationTest, NowaitIsRefusedForEveryHole) {
  SystemRun run(sparse_writes("nowait", 20));
  run.run();
  EXPECT_EQ(counters_of(run).attempts, 20U);
  EXPECT_EQ(refused(counters_of(run)), 20U);
  EXPECT_EQ(counters_of(run).worker_commands, 20U);
}

TEST(EmulationTest, HintSkipsAttemptsWhileWritesAreQueued) {
  SystemSpec spec = sparse_writes("nowait-hint", 200);
  spec.job.iodepth = 16;
  SystemRun run(spec);
  run.run();
  const LoopCounters& counters = counters_of(run);
  EXPECT_GT(counters.hint_skips, 0U);
  EXPECT_EQ(counters.attempts + counters.hint_skips, 200U);
  EXPECT_EQ(counters.worker_commands, 200U);
}

TEST(EmulationTest, ReadsOfAStableFileNeverReachTheWorker) {
  SystemRun run(emulated(small_system(20), "nowait"));
  run.run();
  EXPECT_EQ(run.ios(), 20U);
  EXPECT_EQ(counters_of(run).worker_commands, 0U);
}

TEST(EmulationTest, HasNoLoopDevice) {
  SystemRun run(emulated(small_system(1), "nowait"));
  EXPECT_EQ(run.system().loop(), nullptr);
  EXPECT_FALSE(run.system().emulation()->enters_kernel());
}

RC_GTEST_PROP(AnyEmulationTest, FinishesAndAccountsForEveryCommand, ()) {
  const auto policy = *rc::gen::element<std::string>("workqueue", "nowait", "nowait-hint");
  SystemSpec spec = emulated(any_mapped_system(), policy);
  spec.design.backing = *rc::gen::element<std::string>("xfs", "ext4");
  SystemRun run(spec);
  run.run();
  const auto jobs = static_cast<std::uint64_t>(spec.job.numjobs);
  RC_ASSERT(run.ended().size() == static_cast<std::size_t>(jobs));
  RC_ASSERT(run.ios() == jobs * spec.job.size / spec.job.bs);
  check_invariants(run.system(), run.core().now());
  Emulation& emulation = *run.system().emulation();
  RC_ASSERT(emulation.blocking_writes() == 0);
  RC_ASSERT(emulation.queued() == 0);
  RC_ASSERT(emulation.slow().value() == 0);
  const LoopCounters& counters = emulation.loop_counters();
  if (policy == "workqueue") {
    RC_ASSERT(counters.worker_commands == run.ios());
  } else {
    RC_ASSERT(counters.attempts + counters.hint_skips == run.ios());
    RC_ASSERT(counters.worker_commands == counters.hint_skips + refused(counters));
  }
}

}  // namespace
}  // namespace loopsim::models
