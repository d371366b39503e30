// SPDX-License-Identifier: GPL-2.0
#include "scenarios/scenario.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

class LoadedScenario : public ::testing::Test {
 protected:
  ExampleFiles files_;
  Scenario scenario_ = load_scenario(files_.scenario);
};

TEST_F(LoadedScenario, HasItsOwnKeys) {
  EXPECT_EQ(scenario_.name, "example");
  EXPECT_EQ(scenario_.question, "Is it right?");
  EXPECT_EQ(scenario_.machine_file, "machines/machine.yaml");
  EXPECT_EQ(scenario_.machine.spec.name, "example-machine");
  EXPECT_EQ(scenario_.replications, 3);
  EXPECT_EQ(scenario_.seed, 7U);
}

TEST_F(LoadedScenario, HasCasesInFileOrderOverTheDefaults) {
  ASSERT_EQ(scenario_.cases.size(), 2U);
  const models::FioJobSpec& sync = scenario_.cases[0].job;
  EXPECT_EQ(scenario_.cases[0].name, "sync");
  EXPECT_EQ(sync.ioengine, models::IoEngine::psync);
  EXPECT_EQ(sync.rw, models::ReadWrite::rw);
  EXPECT_EQ(sync.rwmixread, 70);
  EXPECT_EQ(sync.bs, 4096U);
  EXPECT_EQ(sync.iodepth, 1) << "a default of 16 is not for psync";
  EXPECT_EQ(sync.runtime, sim::kSecond);
  EXPECT_TRUE(sync.time_based);
  const models::FioJobSpec& async = scenario_.cases[1].job;
  EXPECT_EQ(async.ioengine, models::IoEngine::libaio);
  EXPECT_EQ(async.rw, models::ReadWrite::randwrite);
  EXPECT_TRUE(async.norandommap);
  EXPECT_EQ(async.iodepth, 16);
  EXPECT_EQ(async.numjobs, 4);
  EXPECT_EQ(async.size, std::uint64_t{64} << 20U);
  EXPECT_EQ(async.offset_increment, std::uint64_t{64} << 20U);
}

TEST_F(LoadedScenario, HasVariantsInFileOrderOverTheDefaults) {
  ASSERT_EQ(scenario_.variants.size(), 3U);
  const Variant& raw = scenario_.variants[0];
  EXPECT_EQ(raw.design.target, models::Target::raw);
  EXPECT_EQ(raw.device, "disk0");
  EXPECT_EQ(raw.design.policy, models::DesignSpec{}.policy) << "a default policy is not for raw";
  EXPECT_FALSE(raw.baseline);
  const Variant& in_tree = scenario_.variants[1];
  EXPECT_TRUE(in_tree.baseline);
  EXPECT_EQ(in_tree.design.policy, "workqueue");
  EXPECT_EQ(in_tree.design.upper, "ext4");
  EXPECT_EQ(in_tree.design.backing, "xfs");
  EXPECT_EQ(in_tree.design.kernel, (models::KernelVersion{6, 10})) << "the machine's";
  const Variant& fresh = scenario_.variants[2];
  EXPECT_EQ(fresh.design.policy, "nowait");
  EXPECT_EQ(fresh.design.hw_queues, 4);
  EXPECT_EQ(fresh.design.queue_depth, 64);
  EXPECT_EQ(fresh.design.kernel, (models::KernelVersion{6, 19}));
  EXPECT_EQ(fresh.note, "never published");
  EXPECT_EQ(fresh.against, "raw");
  EXPECT_EQ(in_tree.against, "");
  EXPECT_EQ(&scenario_.baseline(), &in_tree);
}

TEST_F(LoadedScenario, KnowsWhatWasPublishedAndWhatWasFitted) {
  const auto& [sync, async] = std::tie(scenario_.cases[0], scenario_.cases[1]);

  EXPECT_FALSE(scenario_.published(sync, scenario_.variants[0]).has_value());
  const auto fitted = scenario_.published(async, scenario_.variants[0]);
  ASSERT_TRUE(fitted.has_value());
  EXPECT_EQ(fitted->iops, 204288.5);
  EXPECT_EQ(fitted->row, "T1.async");
  EXPECT_TRUE(fitted->fitted);
  EXPECT_FALSE(scenario_.published(async, scenario_.variants[2])->fitted);
}

TEST_F(LoadedScenario, GivesTheModelsOneCell) {
  const models::SystemSpec system = scenario_.system(scenario_.cases[1], scenario_.variants[2]);

  EXPECT_EQ(system.machine.name, "example-machine");
  EXPECT_EQ(system.device.name, "disk0");
  EXPECT_EQ(system.design.hw_queues, 4);
  EXPECT_EQ(system.job.numjobs, 4);
  EXPECT_EQ(system.job.size, std::uint64_t{64} << 20U);
}

TEST_F(LoadedScenario, LetsAJobWithoutSizeWalkTheWholeFile) {
  EXPECT_EQ(scenario_.cases[0].job.size, 0U);
  EXPECT_EQ(scenario_.system(scenario_.cases[0], scenario_.variants[0]).job.size, std::uint64_t{1} << 30U);
}

TEST_F(LoadedScenario, RefusesCellsOfAnotherScenario) {
  const Case stranger{"stranger", {}};
  EXPECT_THROW(scenario_.published(stranger, scenario_.variants[0]), std::out_of_range);
}

TEST(LoadScenario, HasOneReplicationAndSeedOneByDefault) {
  const ExampleFiles files;
  std::string text = kExampleScenario;
  text.erase(text.find("replications: 3\nseed: 7\n"), std::string("replications: 3\nseed: 7\n").size());

  const Scenario scenario = load_scenario(files.write("short.yaml", text));

  EXPECT_EQ(scenario.replications, 1);
  EXPECT_EQ(scenario.seed, 1U);
}

TEST(LoadScenario, APrecisionHasAFloorAndACap) {
  const ExampleFiles files;
  const Scenario with_floor = load_scenario(files.scenario, {{"precision", "0.5%"}});
  EXPECT_EQ(with_floor.replications, 3);
  ASSERT_TRUE(with_floor.precision);
  EXPECT_EQ(with_floor.precision->per_cent, 0.5);
  EXPECT_EQ(with_floor.precision->most, 50);
  EXPECT_EQ(load_scenario(files.scenario, {{"precision", "2%"}, {"max_replications", "9"}}).precision->most, 9);
  EXPECT_EQ(load_scenario(files.scenario, {{"precision", "2%"}, {"replications", "80"}}).precision->most, 80);

  std::string text = kExampleScenario;
  text.replace(text.find("replications: 3"), std::string("replications: 3").size(), "precision: 2%");
  EXPECT_EQ(load_scenario(files.write("short.yaml", text)).replications, kFewestForPrecision);
}

TEST(LoadScenario, TakesTheWholeRangeOfSeeds) {
  const ExampleFiles files;
  EXPECT_EQ(load_scenario(files.scenario, {{"seed", "18446744073709551615"}}).seed, UINT64_MAX);
}

TEST(LoadScenario, FindsTheMachineFromTheScenarioNotFromTheWorkingDirectory) {
  const ExampleFiles files;
  std::string text = kExampleScenario;
  text.replace(text.find("machines/machine.yaml"), std::string("machines/machine.yaml").size(),
               "../machines/machine.yaml");

  EXPECT_EQ(load_scenario(files.write("deeper/scenario.yaml", text)).machine.spec.name, "example-machine");
}

TEST(ToYaml, LeavesOutWhatHasNoMeaning) {
  const ExampleFiles files;
  const std::string yaml = to_yaml(load_scenario(files.scenario));

  const std::size_t raw = yaml.find("  raw:\n");
  const std::size_t in_tree = yaml.find("  in-tree:\n");
  ASSERT_NE(raw, std::string::npos);
  ASSERT_NE(in_tree, std::string::npos);
  EXPECT_EQ(yaml.substr(raw, in_tree - raw),
            "  raw:\n"
            "    target: raw\n"
            "    device: disk0\n"
            "    file_size: 1GiB\n"
            "    kernel: 6.10\n");
}

}  // namespace
}  // namespace loopsim::scenarios
