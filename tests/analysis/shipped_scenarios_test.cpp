// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/run.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/sweep.hpp"
#include "sim/time.hpp"
#include "tests/sim/in_child.hpp"

namespace loopsim::analysis {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios";

// Long enough for commands to come and go many times, and for a tick of 250 Hz.
constexpr sim::SimTime kRamp = sim::kMillisecond;
constexpr sim::SimTime kWindow = 4 * sim::kMillisecond;

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> files;
  for (const char* folder : {"published", "seed", "study", "measured", "sweeps/base"}) {
    for (const auto& entry : std::filesystem::directory_iterator(kScenarios / folder)) {
      if (entry.path().extension() != ".yaml" || scenarios::is_sweep(entry.path())) continue;
      files.push_back((folder / entry.path().filename()).string());
    }
  }
  std::ranges::sort(files);
  return files;
}

struct Digest {
  std::uint64_t events;
  std::uint64_t digest;

  friend bool operator==(const Digest&, const Digest&) = default;
};

models::SystemSpec shortened(models::SystemSpec system) {
  system.job.ramp_time = kRamp;
  system.job.runtime = kWindow;
  system.job.time_based = true;
  return system;
}

Digest digest(const models::SystemSpec& system, models::EngineMode mode) {
  const auto simulate = [&] {
    const models::RunResult run = models::run(system, {.mode = mode, .samples = 4});
    return std::vector<Digest>{{.events = run.events, .digest = run.digest}};
  };
  return sim::in_child(simulate).front();
}

class ShippedScenario : public testing::TestWithParam<std::string> {};

// SimGrid that steps through every event, and SimGrid that hands the models the time in which it has nothing to do.
TEST_P(ShippedScenario, IsTheSameSimulationInBothModesOfTheEngine) {
  const scenarios::Scenario scenario = scenarios::load_scenario(kScenarios / GetParam());
  for (const scenarios::Case& workload : scenario.cases) {
    for (const scenarios::Variant& design : scenario.variants) {
      const models::SystemSpec system = shortened(scenario.system(workload, design));
      const Digest horizon = digest(system, models::EngineMode::horizon);
      EXPECT_GT(horizon.events, 0U);
      EXPECT_EQ(horizon, digest(system, models::EngineMode::strict)) << workload.name << ", " << design.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedScenario, testing::ValuesIn(shipped_scenarios()), [](const auto& file) {
  std::string name = file.param.substr(0, file.param.rfind('.'));
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace loopsim::analysis
