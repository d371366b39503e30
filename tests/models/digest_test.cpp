// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/run.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

struct Design {
  const char* name;
  Target target;
  const char* policy;
  const char* backing;
  const char* upper;
};

constexpr std::array kDesigns = std::to_array<Design>({
    {"raw", Target::raw, "workqueue", "xfs", "none"},
    {"file", Target::file, "workqueue", "ext4", "none"},
    {"dm_loop", Target::dm_loop, "workqueue", "xfs", "xfs"},
    {"workqueue", Target::loop, "workqueue", "xfs", "xfs"},
    {"nowait", Target::loop, "nowait", "xfs", "none"},
    {"nowait_ext4", Target::loop, "nowait", "ext4", "ext4"},
    {"nowait_block_device", Target::loop, "nowait", "block-device", "none"},
    {"nowait_hint", Target::loop, "nowait-hint", "xfs", "xfs"},
    {"threaded", Target::loop, "threaded", "xfs", "none"},
});

constexpr std::array kEngines = {IoEngine::libaio, IoEngine::io_uring, IoEngine::psync};
constexpr std::array kDirections = {ReadWrite::read,     ReadWrite::write,     ReadWrite::rw,
                                    ReadWrite::randread, ReadWrite::randwrite, ReadWrite::randrw};

// Three jobs on two CPUs, with every cost at work and a tick short enough to come many times.
SystemSpec small_run(const Design& design, IoEngine engine, ReadWrite rw) {
  SystemSpec spec;
  spec.machine = machine_of(kRoundCosts, 2);
  spec.machine.tick = 100 * sim::kMicrosecond;
  spec.device = disk_of(4);
  spec.device.read_service = sim::Distribution::lognormal(20 * sim::kMicrosecond, 0.5);
  spec.device.write_service = sim::Distribution::exponential(30 * sim::kMicrosecond);
  spec.device.tags = 6;
  spec.design.target = design.target;
  spec.design.policy = design.policy;
  spec.design.backing = design.backing;
  spec.design.upper = design.upper;
  spec.design.queue_depth = 8;
  spec.job.ioengine = engine;
  spec.job.rw = rw;
  spec.job.numjobs = 3;
  spec.job.iodepth = 4;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  spec.job.ramp_time = sim::kMillisecond;
  spec.job.runtime = 3 * sim::kMillisecond;
  return spec;
}

// The digest of the event stream and what a user sees of the run.
struct Outcome {
  std::uint64_t digest;
  std::uint64_t events;
  std::uint64_t reads;
  std::uint64_t writes;
  std::int64_t clat_total;
  std::int64_t cpu_busy;
  std::uint64_t samples_seen;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome(const SystemSpec& spec, EngineMode mode, std::uint64_t seed = 1) {
  const auto run_once = [&] {
    const RunResult run = models::run(spec, {.seed = seed, .mode = mode, .samples = 10});
    std::uint64_t seen = 0;
    for (const RunResult::Sample& sample : run.samples) seen = 31 * seen + sample.reads + sample.writes;
    return std::vector<Outcome>{{.digest = run.digest,
                                 .events = run.events,
                                 .reads = run.reads,
                                 .writes = run.writes,
                                 .clat_total = run.read_clat.sum() + run.write_clat.sum(),
                                 .cpu_busy = run.cpu_busy,
                                 .samples_seen = seen}};
  };
  return sim::in_child(run_once).front();
}

class DigestTest : public ::testing::TestWithParam<Design> {};

INSTANTIATE_TEST_SUITE_P(Designs, DigestTest, ::testing::ValuesIn(kDesigns),
                         [](const auto& design) { return std::string(design.param.name); });

TEST_P(DigestTest, HorizonAndStrictAreTheSameSimulation) {
  for (const IoEngine engine : kEngines) {
    for (const ReadWrite rw : kDirections) {
      const SystemSpec spec = small_run(GetParam(), engine, rw);
      const Outcome horizon = outcome(spec, EngineMode::horizon);
      EXPECT_GT(horizon.reads + horizon.writes, 0U);
      EXPECT_EQ(horizon, outcome(spec, EngineMode::strict))
          << "engine " << static_cast<int>(engine) << ", rw " << static_cast<int>(rw);
    }
  }
}

TEST_P(DigestTest, HorizonAndStrictAreTheSameSimulationOfBatches) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::io_uring}) {
    for (const ReadWrite rw : {ReadWrite::randread, ReadWrite::randrw}) {
      SystemSpec spec = small_run(GetParam(), engine, rw);
      const Outcome alone = outcome(spec, EngineMode::horizon);
      spec.job.iodepth_batch_submit = 4;
      spec.job.iodepth_batch_complete_min = 3;
      const Outcome horizon = outcome(spec, EngineMode::horizon);
      EXPECT_NE(horizon, alone);
      EXPECT_EQ(horizon, outcome(spec, EngineMode::strict)) << "engine " << static_cast<int>(engine);
    }
  }
}

// What fio's defaults are, written out, is the same simulation.
TEST_P(DigestTest, DefaultsOfBatchesChangeNothing) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::io_uring}) {
    SystemSpec spec = small_run(GetParam(), engine, ReadWrite::randrw);
    const Outcome unsaid = outcome(spec, EngineMode::horizon);
    spec.job.iodepth_batch_submit = spec.job.iodepth_batch_complete_min = spec.job.iodepth_batch_complete_max = 1;
    spec.job.iodepth_low = spec.job.iodepth;
    spec.machine.costs.system_call = 0;
    EXPECT_EQ(outcome(spec, EngineMode::horizon), unsaid);
  }
}

TEST(DigestJobsTest, ReportOfEachJobChangesNothing) {
  SystemSpec spec = small_run(kDesigns[4], IoEngine::libaio, ReadWrite::randrw);
  const Outcome group = outcome(spec, EngineMode::horizon);
  spec.job.group_reporting = false;
  EXPECT_EQ(outcome(spec, EngineMode::horizon), group);
}

TEST(DigestSeedTest, AnotherSeedIsAnotherSimulation) {
  const SystemSpec spec = small_run(kDesigns.front(), IoEngine::libaio, ReadWrite::randrw);
  EXPECT_NE(outcome(spec, EngineMode::horizon, 1).digest, outcome(spec, EngineMode::horizon, 2).digest);
}

}  // namespace
}  // namespace loopsim::models
