// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/scenario.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::scenarios {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kScenario = R"yaml(
schema_version: 1
name: ideas
question: Which pause?
machine: machines/machine.yaml
cases:
  c: {ioengine: libaio, rw: randwrite, runtime: 1s}
design: {target: loop, device: disk0, policy_parameters: {pause: 2ms}}
variants:
  in-tree: {policy: workqueue, baseline: true}
  shared:  {policy: back-off}
  own:     {policy: back-off, policy_parameters: {pause: 500us}}
)yaml";
class PolicyParametersTest : public testing::Test {
 protected:
  PolicyParametersTest() : file_(files_.write("ideas.yaml", kScenario)) {}

  static const models::DesignSpec& design(const Scenario& scenario, const std::string& variant) {
    return std::ranges::find(scenario.variants, variant, &Variant::name)->design;
  }

  ExampleFiles files_;
  std::filesystem::path file_;
};

TEST_F(PolicyParametersTest, AreDefaultsOfTheScenarioOrOfAVariant) {
  const Scenario scenario = load_scenario(file_);
  EXPECT_THAT(design(scenario, "in-tree").policy_parameters, IsEmpty());
  EXPECT_THAT(design(scenario, "shared").policy_parameters, ElementsAre(Pair("pause", 2'000'000)));
  EXPECT_THAT(design(scenario, "own").policy_parameters, ElementsAre(Pair("pause", 500'000)));
}

TEST_F(PolicyParametersTest, AreThePolicysOwnWhereNobodySetsThem) {
  const Scenario scenario =
      load_scenario(file_, {{"variants.in-tree.policy", "back-off"}, {"design.policy_parameters.pause", "0ns"}});
  EXPECT_THAT(design(scenario, "in-tree").policy_parameters, ElementsAre(Pair("pause", 0)));
  const auto plain = files_.write("plain.yaml", R"yaml(
schema_version: 1
name: plain
question: Which pause?
machine: machines/machine.yaml
cases:
  c: {ioengine: libaio, rw: randwrite, runtime: 1s}
variants:
  v: {target: loop, device: disk0, policy: back-off, baseline: true}
)yaml");
  EXPECT_THAT(design(load_scenario(plain), "v").policy_parameters, ElementsAre(Pair("pause", 300'000)));
  EXPECT_THAT(to_yaml(load_scenario(plain)), HasSubstr("    policy_parameters:\n      pause: 300us\n"));
}

TEST_F(PolicyParametersTest, CanBeSetByTheirPath) {
  const Scenario scenario = load_scenario(file_, {{"variants.own.policy_parameters.pause", "7ms"}});
  EXPECT_THAT(design(scenario, "own").policy_parameters, ElementsAre(Pair("pause", 7'000'000)));
  EXPECT_THAT(design(scenario, "shared").policy_parameters, ElementsAre(Pair("pause", 2'000'000)));
}

}  // namespace
}  // namespace loopsim::scenarios
