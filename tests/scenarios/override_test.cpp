// SPDX-License-Identifier: GPL-2.0
#include "scenarios/override.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

class ScenarioOverrides : public ::testing::Test {
 protected:
  Scenario load(const std::vector<Override>& overrides) const { return load_scenario(files_.scenario, overrides); }
  std::string error(const std::vector<Override>& overrides) const {
    return files_.relative(input_error_text([&] { load(overrides); }));
  }

  ExampleFiles files_;
};

TEST_F(ScenarioOverrides, ReplaceAndAddKeys) {
  const Scenario scenario = load({{"cases.async.numjobs", "2"},
                                  {"cases.async.thinktime", "5us"},
                                  {"variants.new.hw_queues", "8"},
                                  {"replications", "9"},
                                  {"published.sync.raw.iops", "12"},
                                  {"published.sync.raw.row", "T3"}});

  EXPECT_EQ(scenario.cases[1].job.numjobs, 2);
  EXPECT_EQ(scenario.cases[1].job.thinktime, 5'000);
  EXPECT_EQ(scenario.variants[2].design.hw_queues, 8);
  EXPECT_EQ(scenario.replications, 9);
  EXPECT_EQ(scenario.published(scenario.cases[0], scenario.variants[0])->iops, 12);
}

TEST_F(ScenarioOverrides, ReachDefaults) {
  const Scenario scenario = load({{"workload.runtime", "2s"}, {"design.file_size", "2GiB"}});

  EXPECT_EQ(scenario.cases[0].job.runtime, 2 * sim::kSecond);
  EXPECT_EQ(scenario.variants[1].design.file_size, std::uint64_t{2} << 30U);
}

TEST_F(ScenarioOverrides, ReachTheMachine) {
  const Scenario scenario = load({{"costs.psync", "700ns"}, {"devices.disk0.tags", "64"}, {"machine.cpus", "2"}});

  EXPECT_EQ(scenario.machine.spec.costs.psync, 700);
  EXPECT_EQ(scenario.machine.devices[0].tags, 64);
  EXPECT_EQ(scenario.machine.spec.cpus, 2);
}

// The interrupt of a device is a word, and was once taken for a value with a source.
TEST_F(ScenarioOverrides, ReachTheWordsOfADevice) {
  const Scenario scenario = load({{"devices.disk0.placement", "shared"}, {"devices.disk0.interrupt", "spread"}});

  EXPECT_EQ(scenario.machine.devices[0].placement, models::Placement::shared);
  EXPECT_EQ(scenario.machine.devices[0].interrupt, models::InterruptPlacement::spread);
}

TEST_F(ScenarioOverrides, DoNotMakeDefaultsOfTheFileAMistake) {
  const Scenario all_overridden = load({{"cases.sync.bs", "8k"}, {"cases.async.bs", "16k"}});
  EXPECT_EQ(all_overridden.cases[0].job.bs, 8192U);

  const Scenario no_depth = load({{"cases.async.ioengine", "psync"}});
  EXPECT_EQ(no_depth.cases[1].job.iodepth, 1);
}

TEST_F(ScenarioOverrides, PassOverKeysThatTheyMadeMeaningless) {
  const Scenario reads = load({{"cases.sync.rw", "read"}});
  EXPECT_EQ(reads.cases[0].job.rw, models::ReadWrite::read);

  const Scenario raw = load({{"variants.new.target", "raw"}});
  EXPECT_EQ(raw.variants[2].design.hw_queues, models::DesignSpec{}.hw_queues);
}

TEST_F(ScenarioOverrides, RefuseWhatTheyThemselvesMakeMeaningless) {
  EXPECT_EQ(error({{"variants.raw.policy", "nowait"}}),
            "--set variants.raw.policy=nowait: unused key 'policy' in variants.raw: it has no meaning for target: raw");
  EXPECT_EQ(error({{"cases.sync.rw", "read"}, {"cases.sync.rwmixread", "20"}}),
            "--set cases.sync.rwmixread=20: unused key 'rwmixread' in cases.sync: it has no meaning with rw: read");
}

TEST_F(ScenarioOverrides, AreCheckedLikeTheFile) {
  EXPECT_EQ(error({{"cases.async.iodepth", "many"}}),
            "--set cases.async.iodepth=many: cases.async.iodepth: expected an integer from 1 to 65536, got 'many'");
  EXPECT_EQ(error({{"replicatoins", "2"}}).substr(0, 95),
            "--set replicatoins=2: unknown key 'replicatoins' at the top level; did you mean 'replications'?");
  EXPECT_EQ(error({{"replications", ""}}),
            "--set replications=: replications: expected an integer from 1 to 1000, got ''");
  EXPECT_EQ(error({{"machine", "nowhere.yaml"}}),
            "--set machine=nowhere.yaml: file 'nowhere.yaml' cannot be read: No such file or directory");
  EXPECT_EQ(error({{"variants.new.baseline", "true"}}),
            "--set variants.new.baseline=true: variants.new.baseline: a second baseline; the first is "
            "variants.in-tree.baseline in line 15");
  EXPECT_EQ(error({{"design.file_size", "32m"}}),
            "scenario.yaml:12:81: cases.async.size: 64MiB is larger than file_size 32MiB of variant 'raw'");
}

TEST_F(ScenarioOverrides, ReachEveryCaseOrVariant) {
  const Scenario scenario = load({{"cases.*.rwmixread", "30"},
                                  {"cases.*.numjobs", "2"},
                                  {"variants.*.kernel", "6.1"},
                                  {"variants.*.upper", "xfs"}});

  EXPECT_EQ(scenario.cases[0].job.numjobs, 2);
  EXPECT_EQ(scenario.cases[1].job.numjobs, 2) << "its own value goes";
  EXPECT_EQ(scenario.cases[0].job.rwmixread, 30);
  EXPECT_EQ(scenario.cases[1].job.rwmixread, models::FioJobSpec{}.rwmixread) << "no mix, so passed over";
  EXPECT_EQ(scenario.variants[2].design.kernel.minor, 1);
  EXPECT_EQ(scenario.variants[1].design.upper, "xfs");
  EXPECT_EQ(scenario.variants[0].design.upper, models::DesignSpec{}.upper) << "the raw device carries none";
}

TEST_F(ScenarioOverrides, ForOneGoBeforeThoseForAll) {
  const Scenario scenario = load({{"cases.async.numjobs", "3"}, {"cases.*.numjobs", "2"}});

  EXPECT_EQ(scenario.cases[0].job.numjobs, 2);
  EXPECT_EQ(scenario.cases[1].job.numjobs, 3);
}

TEST_F(ScenarioOverrides, ForAllAreChecked) {
  EXPECT_EQ(error({{"cases.*", "x"}}), "--set cases.*=x: expected cases.*.KEY=VALUE");
  EXPECT_EQ(error({{"cases.*.bs", "4k"}, {"workload.bs", "8k"}}),
            "--set workload.bs=8k: set twice; the first is '--set cases.*.bs=4k'");
}

TEST_F(ScenarioOverrides, MakeNoCasesAndVariants) {
  EXPECT_EQ(error({{"cases.asnyc.bs", "4k"}}),
            "--set cases.asnyc.bs=4k: unknown case 'asnyc'; did you mean 'async'? (allowed: async, sync)");
  EXPECT_EQ(error({{"variants.nwe.note", "x"}}),
            "--set variants.nwe.note=x: unknown variant 'nwe'; did you mean 'new'? (allowed: in-tree, new, raw)");
}

TEST_F(ScenarioOverrides, NeedAPathThatLeadsSomewhere) {
  EXPECT_EQ(error({{"", "x"}}), "--set =x: expected KEY.KEY=VALUE without empty keys");
  EXPECT_EQ(error({{"cases..bs", "4k"}}), "--set cases..bs=4k: expected KEY.KEY=VALUE without empty keys");
  EXPECT_EQ(error({{"name.first", "x"}}), "--set name.first=x: 'name' has no keys of its own");
  EXPECT_EQ(error({{"cases.sync", "x"}}),
            "--set cases.sync=x: cases.sync: expected a map with keys such as 'ioengine', got 'x'");
}

TEST_F(ScenarioOverrides, SetAKeyOnce) {
  EXPECT_EQ(error({{"seed", "1"}, {"seed", "2"}}), "--set seed=2: set twice; the first is '--set seed=1'");
}

TEST_F(ScenarioOverrides, AreText) {
  EXPECT_EQ(error({{"question", "\xff"}}), "--set: expected UTF-8 text without control characters");
}

}  // namespace
}  // namespace loopsim::scenarios
