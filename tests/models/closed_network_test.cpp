// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "models/lower_device.hpp"
#include "sim/distribution.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"
#include "tests/models/confidence.hpp"
#include "tests/models/mva.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

constexpr int kMostJobs = 16;
constexpr sim::SimTime kThink = 20 * sim::kMicrosecond;
constexpr sim::SimTime kWorker = 5 * sim::kMicrosecond;
constexpr sim::SimTime kDisk = 16 * sim::kMicrosecond;
constexpr int kUnits = 4;
constexpr sim::SimTime kRamp = 5 * sim::kMillisecond;
constexpr sim::SimTime kWindow = 150 * sim::kMillisecond;

// Jobs -> worker -> device: synchronous jobs that pause for kThink, on a loop device whose one worker submits
// everything.
SystemSpec closed_network(int jobs) {
  SystemSpec spec;
  // A CPU for everybody: nobody waits but for the worker and the device.
  spec.machine = machine_of(no_costs(), 2 * kMostJobs);
  spec.device = disk_of(kUnits);
  spec.device.submit = 0;
  spec.design.backing = "block-device";
  spec.job.ioengine = IoEngine::psync;
  spec.job.numjobs = jobs;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  spec.job.thinktime = kThink;
  return spec;
}

struct Measured {
  double throughput;  // per ns
  double latency;     // ns
};

Measured measure(const SystemSpec& spec, std::uint64_t seed) {
  SystemRun run(spec, seed);
  run.start(kRamp + kWindow);
  run.core().run_until(kRamp);
  run.stats().open(kRamp);
  run.core().run_until(kRamp + kWindow);
  run.stats().close(kRamp + kWindow);
  const auto ios = static_cast<double>(run.ios());
  return {.throughput = ios / kWindow, .latency = static_cast<double>(run.latency_total()) / ios};
}

// A disk that takes an exponentially distributed time of the submitter's CPU for each command: so the worker becomes a
// station of the kind that has an exact solution.
class SlowToSubmit final : public LowerDevice {
 public:
  SlowToSubmit(Kernel& kernel, const DeviceSpec& spec) : disk_(DeviceRegistry::find("disk")->create(kernel, spec)) {}

  sim::Task<> submit(Current& current, Bio& bio) override {
    sim::Random dice(~bio.luck);
    co_await current.thread.compute(submission_.draw(dice));
    co_await disk_->submit(current, bio);
  }
  int units() const override { return disk_->units(); }
  int in_flight() const override { return disk_->in_flight(); }
  sim::SimTime busy() const override { return disk_->busy(); }
  std::uint64_t commands() const override { return disk_->commands(); }
  std::uint64_t completed() const override { return disk_->completed(); }

 private:
  sim::Distribution submission_ = sim::Distribution::exponential(kWorker);
  std::unique_ptr<LowerDevice> disk_;
};

struct Replications {
  std::vector<double> throughput;
  std::vector<double> latency;
};

Replications replicate(int jobs) {
  SystemSpec spec = closed_network(jobs);
  spec.device.kind = "slow-to-submit";
  spec.device.read_service = sim::Distribution::exponential(kDisk);
  // In a child, because what is registered stays so.
  const std::vector<Measured> runs = sim::in_child([&spec] {
    const DeviceRegistry::Registration registration(
        "slow-to-submit", "a disk behind a random submission cost",
        [](Kernel& kernel, const DeviceSpec& device) -> std::unique_ptr<LowerDevice> {
          return std::make_unique<SlowToSubmit>(kernel, device);
        });
    std::vector<Measured> measured;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) measured.push_back(measure(spec, seed));
    return measured;
  });
  Replications result;
  for (const Measured& run : runs) {
    result.throughput.push_back(run.throughput);
    result.latency.push_back(run.latency);
  }
  return result;
}

constexpr auto kThinkTime = static_cast<double>(kThink);
constexpr auto kWorkerTime = static_cast<double>(kWorker);
constexpr auto kDiskTime = static_cast<double>(kDisk);

TEST(ClosedNetworkTest, JobsWorkerAndDeviceFollowExactMva) {
  const MvaResult theory = exact_mva(kThinkTime, {{kWorkerTime}, {kDiskTime, kUnits}}, kMostJobs);
  const MvaResult no_queue_at_worker =
      exact_mva(kThinkTime, {{kWorkerTime, kMostJobs}, {kDiskTime, kUnits}}, kMostJobs);
  const MvaResult no_queue_at_device = exact_mva(kThinkTime, {{kWorkerTime}, {kDiskTime, kMostJobs}}, kMostJobs);
  for (int jobs = 1; jobs <= kMostJobs; ++jobs) {
    const Replications runs = replicate(jobs);
    const Interval throughput = interval_of_mean(runs.throughput);
    EXPECT_TRUE(within(theory.throughput[jobs - 1], throughput)) << jobs << " jobs";
    EXPECT_TRUE(within(theory.response[jobs - 1], interval_of_mean(runs.latency))) << jobs << " jobs";
    // The interval is narrow enough to tell.
    if (jobs == kMostJobs / 2) {
      EXPECT_FALSE(within(no_queue_at_worker.throughput[jobs - 1], throughput));
      EXPECT_FALSE(within(no_queue_at_device.throughput[jobs - 1], throughput));
    }
  }
}

// Where nothing is random nobody waits until the bottleneck is full: X(N) = min(N / total, 1 / longest), but for the
// commands under way at the edges of the window.
TEST(ClosedNetworkTest, ConstantTimesReachTheAsymptotes) {
  SystemSpec spec = closed_network(1);
  spec.machine.costs.kworker_command = kWorker;
  spec.device.read_service = sim::Distribution::constant(kDisk);
  for (int jobs = 1; jobs <= kMostJobs; ++jobs) {
    spec.job.numjobs = jobs;
    const double expected = std::min(jobs / (kThinkTime + kWorkerTime + kDiskTime), 1 / kWorkerTime);
    const double edge = static_cast<double>(jobs) / kWindow;
    EXPECT_NEAR(measure(spec, 1).throughput, expected, edge) << jobs << " jobs";
  }
}

}  // namespace
}  // namespace loopsim::models
