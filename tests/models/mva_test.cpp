// SPDX-License-Identifier: GPL-2.0
#include "tests/models/mva.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace loopsim::models {
namespace {

constexpr int kPopulation = 16;

// Rounding only.
void expect_same(double actual, double expected, int customers) {
  EXPECT_NEAR(actual, expected, 1e-9 * expected) << customers << " customers";
}

TEST(MvaTest, EqualStationsShareTheCustomersEqually) {
  const MvaResult result = exact_mva(0, {{5.0}, {5.0}, {5.0}}, kPopulation);
  for (int n = 1; n <= kPopulation; ++n) expect_same(result.throughput[n - 1], n / (5.0 * (n + 3 - 1)), n);
}

TEST(MvaTest, WhereNobodyWaitsTimesAddUp) {
  const MvaResult result = exact_mva(20, {{5.0, kPopulation}, {7.0, kPopulation}}, kPopulation);
  for (int n = 1; n <= kPopulation; ++n) {
    expect_same(result.throughput[n - 1], n / 32.0, n);
    expect_same(result.response[n - 1], 12.0, n);
  }
}

// M/M/c with a finite population: balance between neighbouring states.
double machine_repair_throughput(double think, double service, int servers, int customers) {
  double weight = 1;
  double total = 1;
  double served = 0;
  for (int present = 1; present <= customers; ++present) {
    const double leave = std::min(present, servers) / service;
    weight *= (customers - present + 1) / think / leave;
    total += weight;
    served += weight * leave;
  }
  return served / total;
}

TEST(MvaTest, OneStationWithPausesIsTheMachineRepairModel) {
  for (const int servers : {1, 2, 4}) {
    const MvaResult result = exact_mva(20, {{5.0, servers}}, kPopulation);
    for (int n = 1; n <= kPopulation; ++n) {
      expect_same(result.throughput[n - 1], machine_repair_throughput(20, 5.0, servers, n), n);
    }
  }
}

}  // namespace
}  // namespace loopsim::models
