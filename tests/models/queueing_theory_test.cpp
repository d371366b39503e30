// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "models/config.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"
#include "tests/models/confidence.hpp"
#include "tests/models/open_station.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kMeanService = 16 * sim::kMicrosecond;
constexpr double kLoad = 0.8;

// Mean waiting times in an open station, in ns; `load` is that of one server.
double mg1_wait(double load, double service, double cv) { return load * service * (1 + cv * cv) / 2 / (1 - load); }
double mm1_wait(double load, double service) { return mg1_wait(load, service, 1); }
double md1_wait(double load, double service) { return mg1_wait(load, service, 0); }

// Erlang's C, by the recursion of his B over the number of servers.
double mmc_wait(double load, double service, int servers) {
  const double offered = load * servers;
  double blocked = 1;
  for (int number = 1; number <= servers; ++number) blocked = offered * blocked / (number + offered * blocked);
  const double delayed = blocked / (1 - load * (1 - blocked));
  return delayed * service / servers / (1 - load);
}

struct Replications {
  std::vector<double> waits;
  std::vector<double> utilisations;

  Interval wait() const { return interval_of_mean(waits); }
  Interval utilisation() const { return interval_of_mean(utilisations); }
};

Replications replicate(const sim::Distribution& service, int units, Placement placement) {
  DeviceSpec disk = disk_of(units);
  disk.submit = 0;
  disk.placement = placement;
  disk.read_service = disk.write_service = service;
  const auto interarrival = static_cast<sim::SimTime>(static_cast<double>(kMeanService) / (kLoad * units));
  Replications result;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const OpenStationResult run = run_open_station(disk, interarrival, 100'000, seed);
    result.waits.push_back(run.wait);
    result.utilisations.push_back(run.utilisation);
  }
  return result;
}

const sim::Distribution kExponential = sim::Distribution::exponential(kMeanService);
const sim::Distribution kConstant = sim::Distribution::constant(kMeanService);
constexpr auto kService = static_cast<double>(kMeanService);

TEST(OpenStationTest, ExponentialServiceIsMM1) {
  const Replications runs = replicate(kExponential, 1, Placement::shared);
  EXPECT_TRUE(within(mm1_wait(kLoad, kService), runs.wait()));
  EXPECT_TRUE(within(kLoad, runs.utilisation()));
  // The interval is narrow enough to tell.
  EXPECT_FALSE(within(md1_wait(kLoad, kService), runs.wait()));
}

TEST(OpenStationTest, ConstantServiceIsMD1) {
  const Replications runs = replicate(kConstant, 1, Placement::shared);
  EXPECT_TRUE(within(md1_wait(kLoad, kService), runs.wait()));
  EXPECT_TRUE(within(kLoad, runs.utilisation()));
  EXPECT_FALSE(within(mm1_wait(kLoad, kService), runs.wait()));
}

TEST(OpenStationTest, LognormalServiceFollowsPollaczekAndKhinchin) {
  constexpr double kVariation = 0.5;
  const Replications runs = replicate(sim::Distribution::lognormal(kMeanService, kVariation), 1, Placement::shared);
  EXPECT_TRUE(within(mg1_wait(kLoad, kService, kVariation), runs.wait()));
  EXPECT_FALSE(within(md1_wait(kLoad, kService), runs.wait()));
}

class OpenStationsTest : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Units, OpenStationsTest, ::testing::Values(2, 4, 16), ::testing::PrintToStringParamName());

TEST_P(OpenStationsTest, SharedUnitsAreMMc) {
  const int units = GetParam();
  const Replications runs = replicate(kExponential, units, Placement::shared);
  EXPECT_TRUE(within(mmc_wait(kLoad, kService, units), runs.wait()));
  EXPECT_TRUE(within(kLoad, runs.utilisation()));
  EXPECT_FALSE(within(mm1_wait(kLoad, kService), runs.wait()));
}

// A Poisson stream split at random is as many Poisson streams.
TEST_P(OpenStationsTest, UnitsThatHoldTheirOwnBlocksAreAsManyMM1) {
  const int units = GetParam();
  const Replications runs = replicate(kExponential, units, Placement::hashed);
  EXPECT_TRUE(within(mm1_wait(kLoad, kService), runs.wait()));
  EXPECT_TRUE(within(kLoad, runs.utilisation()));
  EXPECT_FALSE(within(mmc_wait(kLoad, kService, units), runs.wait()));
}

}  // namespace
}  // namespace loopsim::models
