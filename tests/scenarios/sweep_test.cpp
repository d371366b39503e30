// SPDX-License-Identifier: GPL-2.0
#include "scenarios/sweep.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/names.hpp"
#include "scenarios/sweep_scenario.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

using Texts = std::vector<std::string>;

// A sweep over the example scenario, in its directory.
class SweepFile : public ::testing::Test {
 protected:
  Sweep load(const std::string& keys) const {
    return load_sweep(files_.write("sweep.yaml",
                                   "schema_version: 1\nname: map\nquestion: Where?\n"
                                   "scenario: scenario.yaml\n" +
                                       keys));
  }

  static std::vector<Texts> values(const Sweep& sweep) {
    std::vector<Texts> result;
    for (const SweepPoint& point : points_of(sweep, kManyPoints)) {
      result.push_back(axis_values(sweep, point));
    }
    return result;
  }

  static Scenario at(const Sweep& sweep, std::size_t number, const std::vector<Override>& settings = {}) {
    SweepScenario scenario(sweep, settings);
    return scenario.at(points_of(sweep, kManyPoints).at(number));
  }

  ExampleFiles files_;
};

TEST_F(SweepFile, IsACrossProductWithTheFirstAxisSlowest) {
  const Sweep sweep = load("axes: {seed: [3, 5], machine.cpus: [1, 2, 4]}\n");
  EXPECT_EQ(axis_keys(sweep), (Texts{"seed", "machine.cpus"}));
  EXPECT_EQ(values(sweep),
            (std::vector<Texts>{{"3", "1"}, {"3", "2"}, {"3", "4"}, {"5", "1"}, {"5", "2"}, {"5", "4"}}));
  EXPECT_EQ(point_text(sweep, points_of(sweep, kManyPoints)[4]), "seed=5, machine.cpus=2");
}

TEST_F(SweepFile, KeepsTheTextOfItsValues) {
  EXPECT_EQ(values(load("axes: {design.kernel: [6.10, 6.9]}\n")), (std::vector<Texts>{{"6.10"}, {"6.9"}}));
}

TEST_F(SweepFile, PairedListsMoveTogether) {
  const Sweep sweep = load("axes: {seed: [1, 2]}\npaired:\n  - {machine.cpus: [2, 8], devices.disk0.units: [4, 16]}\n");
  EXPECT_EQ(axis_keys(sweep), (Texts{"seed", "machine.cpus", "devices.disk0.units"}));
  EXPECT_EQ(values(sweep), (std::vector<Texts>{{"1", "2", "4"}, {"1", "8", "16"}, {"2", "2", "4"}, {"2", "8", "16"}}));
}

TEST_F(SweepFile, SamplesMoveTogether) {
  const Sweep sweep = load(
      "axes: {seed: [1, 2]}\n"
      "sample:\n  method: sobol\n  points: 4\n"
      "  axes: {costs.psync: {from: 400ns, to: 800ns}, devices.disk0.units: {from: 4, to: 64, scale: log}}\n");
  const auto points = values(sweep);
  ASSERT_EQ(points.size(), 8U);
  EXPECT_EQ(points[0], (Texts{"1", "400ns", "4"}));
  EXPECT_EQ(points[1], (Texts{"1", "600ns", "16"}));
  EXPECT_EQ(points[2], (Texts{"1", "700ns", "8"}));
  EXPECT_EQ(points[3], (Texts{"1", "500ns", "32"}));
  EXPECT_EQ(points[7], (Texts{"2", "500ns", "32"}));
}

TEST_F(SweepFile, LatinHypercubeDependsOnItsSeed) {
  const std::string keys =
      "sample: {{method: latin-hypercube, points: 9, seed: {}, axes: {{machine.cpus: {{from: 1, to: 512}}}}}}\n";
  EXPECT_EQ(values(load(fmt::format(fmt::runtime(keys), 4))), values(load(fmt::format(fmt::runtime(keys), 4))));
  EXPECT_NE(values(load(fmt::format(fmt::runtime(keys), 4))), values(load(fmt::format(fmt::runtime(keys), 5))));
}

TEST_F(SweepFile, ConstraintsLeavePointsOut) {
  const std::string axes = "axes: {cases.async.iodepth: [1, 8, 16], machine.cpus: [1, 8]}\nconstraints:\n  - ";
  const auto left = [&](const std::string& constraint) { return values(load(axes + constraint + "\n")); };
  EXPECT_EQ(left("cases.async.iodepth <= machine.cpus"), (std::vector<Texts>{{"1", "1"}, {"1", "8"}, {"8", "8"}}));
  EXPECT_EQ(left("cases.async.iodepth < machine.cpus"), (std::vector<Texts>{{"1", "8"}}));
  EXPECT_EQ(left("cases.async.iodepth >= 16"), (std::vector<Texts>{{"16", "1"}, {"16", "8"}}));
  EXPECT_EQ(left("cases.async.iodepth > machine.cpus"), (std::vector<Texts>{{"8", "1"}, {"16", "1"}, {"16", "8"}}));
  EXPECT_EQ(left("cases.async.iodepth == machine.cpus"), (std::vector<Texts>{{"1", "1"}, {"8", "8"}}));
  EXPECT_EQ(left("machine.cpus != 8\n  - cases.async.iodepth != 8"), (std::vector<Texts>{{"1", "1"}, {"16", "1"}}));
}

TEST_F(SweepFile, ConstraintsKnowUnitsAndWords) {
  EXPECT_EQ(values(load("axes: {cases.async.bs: [4k, 512, 1m]}\nconstraints: [cases.async.bs >= 4KiB]\n")),
            (std::vector<Texts>{{"4k"}, {"1m"}}));
  EXPECT_EQ(
      values(load("axes: {cases.async.thinktime: [2us, 10ns, 1ms]}\nconstraints: [cases.async.thinktime < 1000000]\n")),
      (std::vector<Texts>{{"2us"}, {"10ns"}}));
  EXPECT_EQ(
      values(load("axes: {variants.new.policy: [nowait, threaded]}\nconstraints: [variants.new.policy != nowait]\n")),
      (std::vector<Texts>{{"threaded"}}));
  EXPECT_EQ(values(load("axes: {machine.kernel: [6.1, 6.10]}\nconstraints: [machine.kernel == 6.10]\n")),
            (std::vector<Texts>{{"6.10"}}));
}

TEST_F(SweepFile, CountsItsPointsBeforeItMakesThem) {
  const Sweep sweep = load(
      "axes: {seed: {from: 1, to: 100000, step: 1}, machine.cpus: {from: 1, to: 1000, step: 1}, replications: {from: "
      "1, to: 500, step: 1}}\n");
  EXPECT_EQ(files_.relative(input_error_text([&] { points_of(sweep, kManyPoints); })),
            "sweep.yaml:5:8: the axes make more than 1000000 points; --yes allows it");
  EXPECT_EQ(files_.relative(input_error_text([&] { points_of(sweep, kMostPoints); })),
            "sweep.yaml:5:8: the axes make more than 100000000 points");
}

TEST_F(SweepFile, SetsItsValuesInTheScenario) {
  const Sweep sweep = load("axes: {cases.*.numjobs: [2], machine.cpus: [1, 2], variants.new.hw_queues: [7]}\n");
  const Scenario scenario = at(sweep, 1, {{"seed", "9"}});
  EXPECT_EQ(scenario.cases[0].job.numjobs, 2);
  EXPECT_EQ(scenario.cases[1].job.numjobs, 2);
  EXPECT_EQ(scenario.machine.spec.cpus, 2);
  EXPECT_EQ(scenario.variants[2].design.hw_queues, 7);
  EXPECT_EQ(scenario.seed, 9U);
}

TEST_F(SweepFile, IsWhatTheSameSettingsMakeByHand) {
  const Sweep sweep = load("axes: {cases.*.bs: [4k, 8k], costs.psync: [700ns], devices.disk0.tags: [64]}\n");
  const Scenario by_hand =
      load_scenario(files_.scenario, {{"cases.*.bs", "8k"}, {"costs.psync", "700ns"}, {"devices.disk0.tags", "64"}});
  EXPECT_EQ(to_yaml(at(sweep, 1)), to_yaml(by_hand));
}

TEST_F(SweepFile, LeavesOutVariantsThatItDoesNotList) {
  const Scenario scenario = at(load("variants: [new, raw, in-tree]\naxes: {seed: [1]}\n"), 0);
  EXPECT_EQ(names_of(scenario.variants), (Texts{"raw", "in-tree", "new"}));
  const Scenario less = at(load("variants: [in-tree, raw]\naxes: {seed: [1]}\n"), 0);
  EXPECT_EQ(names_of(less.variants), (Texts{"raw", "in-tree"}));
  EXPECT_EQ(less.published(less.cases[1], less.variants[0])->row, "T1.async");
  EXPECT_FALSE(less.published(less.cases[1], less.variants[1]).has_value());
}

TEST_F(SweepFile, TellsWhichPointTheScenarioDoesNotBear) {
  const Sweep sweep = load("axes: {machine.cpus: [1, 2], design.file_size: [1GiB, 128m]}\n");
  EXPECT_EQ(files_.relative(input_error_text([&] { at(sweep, 1); })),
            "sweep.yaml:4:11: at machine.cpus=1, design.file_size=128m: scenario.yaml:12:104: "
            "cases.async.offset_increment: job 4 ends at 3 x 64MiB + 64MiB, beyond file_size 128MiB of variant 'raw'");
}

TEST_F(SweepFile, RefusesASettingThatIsAnAxis) {
  const Sweep sweep = load("axes: {seed: [1, 2]}\n");
  EXPECT_EQ(files_.relative(input_error_text([&] { at(sweep, 0, {{"seed", "3"}}); })),
            "sweep.yaml:5:8: set twice; the first is '--set seed=3'");
}

TEST_F(SweepFile, IsToldFromAScenario) {
  load("axes: {seed: [1]}\n");
  EXPECT_TRUE(is_sweep(files_.scenario.parent_path() / "sweep.yaml"));
  EXPECT_FALSE(is_sweep(files_.scenario));
}

// Any mix of groups: as many points as the lengths multiply to, all different, in the order of the file.
RC_GTEST_FIXTURE_PROP(SweepFile, PointsAreAllDifferentCombinations, ()) {
  const auto lengths = *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(1, 6));
  const auto list = [](int length, int step) {
    Texts values;
    for (int i = 0; i < length; ++i) {
      values.push_back(std::to_string(1 + i * step));
    }
    return fmt::format("[{}]", fmt::join(values, ", "));
  };
  const Sweep sweep =
      load(fmt::format("axes: {{seed: {}, replications: {}}}\n"
                       "paired: [{{machine.cpus: {}, machine.hz: {}}}]\n",
                       list(lengths[0], 1), list(lengths[1], 2), list(lengths[2], 1), list(lengths[2], 3)));
  const auto points = values(sweep);
  const std::set<Texts> different(points.begin(), points.end());
  RC_ASSERT(points.size() == static_cast<std::size_t>(lengths[0] * lengths[1] * lengths[2]));
  RC_ASSERT(different.size() == points.size());
  RC_ASSERT(std::ranges::is_sorted(points));
  for (const Texts& point : points) {
    RC_ASSERT((std::stoi(point[2]) - 1) * 3 == std::stoi(point[3]) - 1);
  }
}

// A constraint leaves exactly those points of the sweep without it that fulfil it.
RC_GTEST_FIXTURE_PROP(SweepFile, ConstraintsAreAFilter, ()) {
  const auto limit = *rc::gen::inRange(0, 30);
  const std::string axes = "axes: {seed: {from: 1, to: 20, step: 3}, machine.cpus: [1, 9, 17]}\n";
  auto expected = values(load(axes));
  std::erase_if(expected, [&](const Texts& point) { return std::stoi(point[0]) < limit; });
  RC_PRE(!expected.empty());
  RC_ASSERT(values(load(axes + fmt::format("constraints: [seed >= {}]\n", limit))) == expected);
}

}  // namespace
}  // namespace loopsim::scenarios
