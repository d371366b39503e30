// SPDX-License-Identifier: GPL-2.0
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/scenario.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/random_scenario.hpp"
#include "tests/scenarios/scenario_equality.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::scenarios {
namespace {

RC_GTEST_PROP(ToYaml, ResolvesToTheSameScenario, ()) {
  const Scenario scenario = random_scenario();
  const TemporaryDirectory directory;

  const Scenario again = load_scenario(directory.write("resolved.yaml", to_yaml(scenario)));

  RC_ASSERT(same(scenario, again));
}

TEST(ToYaml, ResolvesAFileOfTheUserToTheSameScenario) {
  const ExampleFiles files;
  const Scenario scenario =
      load_scenario(files.scenario, {{"costs.psync", "700ns"}, {"devices.disk0.units", "16"}, {"cases.sync.bs", "8k"}});

  const Scenario again = load_scenario(files.write("elsewhere/resolved.yaml", to_yaml(scenario)));

  EXPECT_TRUE(same(scenario, again)) << to_yaml(scenario);
  EXPECT_EQ(to_yaml(scenario), to_yaml(again));
}

TEST(ToYaml, CanBeOverridden) {
  const ExampleFiles files;
  const auto resolved = files.write("resolved.yaml", to_yaml(load_scenario(files.scenario)));

  const Scenario scenario = load_scenario(resolved, {{"costs.psync", "700ns"}, {"cases.sync.rw", "read"}});

  EXPECT_EQ(scenario.machine.spec.costs.psync, 700);
  EXPECT_EQ(scenario.cases[0].job.rw, models::ReadWrite::read);
}

}  // namespace
}  // namespace loopsim::scenarios
