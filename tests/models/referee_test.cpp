// SPDX-License-Identifier: GPL-2.0
#include "tests/models/referee.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/run.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"
#include "tests/models/confidence.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/twin.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::models {
namespace {

struct Measured {
  double ios;
  double latency;  // mean, ns
};

// The product, with everything free that the referee does not know.
SystemSpec same_path(const RefereeSpec& path) {
  SystemSpec spec;
  spec.machine = machine_of(no_costs(), 2 * path.numjobs + 2);
  spec.machine.costs.io_submit = path.job_time;
  spec.machine.costs.kworker_command = path.worker_time;
  spec.device = disk_of(path.units);
  spec.device.submit = 0;
  spec.device.read_service = path.service;
  spec.design.backing = "block-device";
  spec.design.policy = path.submitter == RefereeSpec::Submitter::worker ? "workqueue" : "nowait";
  spec.design.queue_depth = path.tags;
  spec.job.numjobs = path.numjobs;
  spec.job.iodepth = path.iodepth;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  spec.job.ramp_time = path.ramp_time;
  spec.job.runtime = path.runtime;
  return spec;
}

Measured measure_product(const RefereeSpec& path) {
  const RunResult run = models::run(same_path(path), {.seed = path.seed});
  const auto ios = static_cast<double>(run.reads);
  const auto latency = std::accumulate(run.stage_total.begin(), run.stage_total.end(), std::int64_t{0});
  return {.ios = ios, .latency = static_cast<double>(latency) / ios};
}

Measured measured(const RefereeResult& run) {
  return {.ios = static_cast<double>(run.ios), .latency = run.mean_latency};
}

Measured measure_referee(const RefereeSpec& path) { return measured(run_referee(path)); }

Measured measure_twin(const RefereeSpec& path) { return measured(run_twin(path)); }

Measured in_its_own_process(Measured (*measure)(const RefereeSpec&), const RefereeSpec& path) {
  return sim::in_child([&] { return std::vector<Measured>{measure(path)}; }).front();
}

struct Replications {
  std::vector<double> ios;
  std::vector<double> latency;
};

Replications replicate(Measured (*measure)(const RefereeSpec&), RefereeSpec path) {
  Replications result;
  for (path.seed = 1; path.seed <= 8; ++path.seed) {
    const Measured run = in_its_own_process(measure, path);
    result.ios.push_back(run.ios);
    result.latency.push_back(run.latency);
  }
  return result;
}

struct Load {
  RefereeSpec::Submitter submitter;
  int numjobs;
  int iodepth;
};

std::string name_of(const ::testing::TestParamInfo<Load>& load) {
  const std::string submitter = load.param.submitter == RefereeSpec::Submitter::worker ? "workqueue" : "nowait";
  return submitter + "_" + std::to_string(load.param.numjobs) + "x" + std::to_string(load.param.iodepth);
}

class RefereeTest : public ::testing::TestWithParam<Load> {
 protected:
  static RefereeSpec path(const sim::Distribution& service) {
    RefereeSpec spec;
    spec.submitter = GetParam().submitter;
    spec.numjobs = GetParam().numjobs;
    spec.iodepth = GetParam().iodepth;
    spec.job_time = 500;
    spec.worker_time = 2000;
    spec.units = 5;
    spec.service = service;
    spec.ramp_time = 2 * sim::kMillisecond;
    spec.runtime = 20 * sim::kMillisecond;
    return spec;
  }
};

INSTANTIATE_TEST_SUITE_P(
    Loads, RefereeTest,
    ::testing::Values(Load{RefereeSpec::Submitter::worker, 1, 16}, Load{RefereeSpec::Submitter::worker, 12, 1},
                      Load{RefereeSpec::Submitter::worker, 12, 16}, Load{RefereeSpec::Submitter::job, 1, 16},
                      Load{RefereeSpec::Submitter::job, 12, 1}, Load{RefereeSpec::Submitter::job, 12, 16}),
    &name_of);

constexpr sim::SimTime kMeanService = 9 * sim::kMicrosecond;

TEST_P(RefereeTest, AgreesWithTheProductOnRandomService) {
  const RefereeSpec spec = path(sim::Distribution::exponential(kMeanService));
  const Replications product = replicate(&measure_product, spec);
  const Replications referee = replicate(&measure_referee, spec);
  EXPECT_TRUE(within(0, interval_of_difference(product.ios, referee.ios)));
  EXPECT_TRUE(within(0, interval_of_difference(product.latency, referee.latency)));
}

// Nothing is random, so the two can differ by no more than the commands under way when the window opens and closes.
TEST_P(RefereeTest, AgreesWithTheProductOnConstantService) {
  const RefereeSpec spec = path(sim::Distribution::constant(kMeanService));
  const Measured product = in_its_own_process(&measure_product, spec);
  const Measured referee = in_its_own_process(&measure_referee, spec);
  const double under_way = spec.numjobs * spec.iodepth;
  EXPECT_NEAR(product.ios, referee.ios, under_way);
  EXPECT_NEAR(product.latency, referee.latency, product.latency * under_way / product.ios);
}

// The comparison can tell: a referee whose worker and device are five per cent slower is not the product's equal.
TEST_P(RefereeTest, DisagreesWithTheProductOnOtherTimes) {
  RefereeSpec spec = path(sim::Distribution::exponential(kMeanService));
  const Replications product = replicate(&measure_product, spec);
  spec.service = spec.service.scaled(1.05);
  spec.worker_time = spec.worker_time * 105 / 100;
  const Replications referee = replicate(&measure_referee, spec);
  EXPECT_FALSE(within(0, interval_of_difference(product.latency, referee.latency)));
}

// Both give every service the same draw, so chance keeps them no further apart than the commands under way do.
class TwinTest : public RefereeTest {
 protected:
  static void expect_agreement(const RefereeSpec& spec) {
    const Measured twin = in_its_own_process(&measure_twin, spec);
    const Measured referee = in_its_own_process(&measure_referee, spec);
    const double under_way = spec.numjobs * spec.iodepth;
    EXPECT_NEAR(twin.ios, referee.ios, under_way);
    EXPECT_NEAR(twin.latency, referee.latency, referee.latency * under_way / referee.ios);
  }
};

INSTANTIATE_TEST_SUITE_P(Loads, TwinTest,
                         ::testing::Values(Load{RefereeSpec::Submitter::worker, 1, 16},
                                           Load{RefereeSpec::Submitter::worker, 12, 16},
                                           Load{RefereeSpec::Submitter::job, 12, 1},
                                           Load{RefereeSpec::Submitter::job, 12, 16}),
                         &name_of);

TEST_P(TwinTest, AgreesWithTheRefereeOnConstantService) {
  expect_agreement(path(sim::Distribution::constant(kMeanService)));
}

TEST_P(TwinTest, AgreesWithTheRefereeOnRandomService) {
  expect_agreement(path(sim::Distribution::exponential(kMeanService)));
}

}  // namespace
}  // namespace loopsim::models
