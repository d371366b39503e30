// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/result_comparison.hpp"

#include <limits>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/holm.hpp"
#include "scenarios/input_error.hpp"
#include "tests/analysis/comparison/fake_stored_results.hpp"

namespace loopsim::analysis {
namespace {

using Names = std::vector<std::string>;

Side whole(const StoredResult& result) { return {result.directory.string(), &result, ""}; }

ResultComparison compare_two(const StoredResult& a, const StoredResult& b) {
  return compare(std::vector<Side>{whole(a), whole(b)});
}

std::string refusal(const auto& action) {
  try {
    action();
  } catch (const scenarios::InputError& error) {
    return error.what();
  }
  return "";
}

TEST(VariantSides, AreInTheOrderOfTheirNames) {
  const StoredResult result = stored_result("d");
  const std::vector<Side> sides = variant_sides(result, {"nowait", "in-tree"});
  ASSERT_EQ(sides.size(), 2U);
  EXPECT_EQ(sides[0].label, "nowait");
  EXPECT_EQ(sides[1].variant, "in-tree");
}

TEST(VariantSides, AreAllWithTheBaselineFirst) {
  StoredResult result = stored_result("d");
  result.cells.insert(result.cells.begin(), stored_cell("sync", "early", {1, 1, 1}));
  Names labels;
  for (const Side& side : variant_sides(result, {})) {
    labels.push_back(side.label);
  }
  EXPECT_EQ(labels, (Names{"in-tree", "early", "nowait"}));
}

TEST(VariantSides, RefusesWhatIsNotThere) {
  StoredResult result = stored_result("d");
  EXPECT_EQ(refusal([&] { variant_sides(result, {"in-tree", "nowiat"}); }),
            "d: no variant 'nowiat'; did you mean 'nowait'? (allowed: in-tree, nowait)");
  std::erase_if(result.cells, [](const StoredCell& cell) { return cell.variant == "nowait"; });
  EXPECT_EQ(refusal([&] { variant_sides(result, {}); }), "d: its only variant has nothing to be compared with");
}

TEST(Match, IsByCaseAndVariant) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.cells[2].variant = "other";
  const Matching matching = match(whole(a), whole(b));
  ASSERT_EQ(matching.pairs.size(), 3U);
  EXPECT_EQ(matching.pairs[2].before->case_name, "async");
  EXPECT_EQ(matching.pairs[2].after->variant, "nowait");
  EXPECT_EQ(matching.unmatched, (Names{"a: async/in-tree", "b: async/other"}));
}

TEST(Match, TakesTheOnlyVariantsForEachOther) {
  StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  std::erase_if(a.cells, [](const StoredCell& cell) { return cell.variant == "nowait"; });
  std::erase_if(b.cells, [](const StoredCell& cell) { return cell.variant == "in-tree"; });
  EXPECT_EQ(match(whole(a), whole(b)).pairs.size(), 2U);
  EXPECT_TRUE(compare_two(a, b).front().one_variant);
}

TEST(Compare, PairsOnCommonRandomNumbers) {
  const StoredResult result = stored_result("d");
  const ComparedSide side = compare(variant_sides(result, {})).front();
  ASSERT_EQ(side.workloads.size(), 2U);
  EXPECT_EQ(side.unpaired_because, "");
  const ComparedWorkload& sync = side.workloads[0];
  const auto expected = paired_change(sync.before.iops, sync.after.iops);
  EXPECT_DOUBLE_EQ(sync.change->change.value, expected->change.value);
  EXPECT_NEAR(sync.change->change.value, 1, 0.01);
  EXPECT_TRUE(sync.significant());
  EXPECT_GT(*sync.variance_reduction, 0.98);
  EXPECT_NEAR(sync.rank_test->p_value, 0.1, 1e-12);
  EXPECT_FALSE(side.workloads[1].significant());
}

TEST(Compare, DoesNotPairOtherSeeds) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.seed = 2;
  const ComparedSide side = compare_two(a, b).front();
  EXPECT_EQ(side.unpaired_because, "seeds 1 and 2");
  EXPECT_DOUBLE_EQ(side.workloads[0].change->change.interval->high,
                   unpaired_change(a.cells[0].iops, b.cells[0].iops)->change.interval->high);
  EXPECT_FALSE(side.workloads[0].variance_reduction);
}

// Two runs that stopped at the same precision after different numbers of replications.
TEST(Compare, PairsTheReplicationsThatBothHave) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.cells[0].iops.pop_back();
  const ComparedSide side = compare_two(a, b).front();
  EXPECT_EQ(side.unpaired_because, "");
  const std::span<const double> common = std::span(a.cells[0].iops).first(b.cells[0].iops.size());
  EXPECT_DOUBLE_EQ(side.workloads[0].change->change.interval->high,
                   paired_change(common, b.cells[0].iops)->change.interval->high);
}

TEST(Compare, CorrectsOverAllWorkloadsOfAllSides) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.cells[0].iops = {101e3, 111.5e3, 91e3};
  StoredResult c = stored_result("c");
  c.cells[0].iops = {102e3, 113e3, 91.5e3};
  const ResultComparison comparison = compare(std::vector<Side>{whole(a), whole(b), whole(c)});
  std::vector<double> raw;
  std::vector<double> corrected;
  for (const ComparedSide& side : comparison) {
    for (const ComparedWorkload& workload : side.workloads) {
      raw.push_back(workload.change->p_value.value());
      corrected.push_back(workload.p_holm.value());
    }
  }
  EXPECT_EQ(raw.size(), 8U);
  EXPECT_EQ(corrected, holm_adjusted(raw));
}

TEST(Compare, OfSingleReplicationsHasNoIntervals) {
  StoredResult a = stored_result("a");
  for (StoredCell& cell : a.cells) {
    cell.iops.resize(1);
  }
  const ComparedWorkload workload = compare_two(a, a).front().workloads.front();
  EXPECT_EQ(workload.change->change.value, 0);
  EXPECT_FALSE(workload.change->change.interval);
  EXPECT_FALSE(workload.rank_test);
  EXPECT_FALSE(workload.p_holm);
  EXPECT_FALSE(workload.significant());
}

TEST(Compare, SaysNothingOfWhatDidNoIo) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.cells[0].iops = {0, 0, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_FALSE(compare_two(a, b).front().workloads.front().change);
  b.cells[0].iops = {0, 0, 0};
  EXPECT_EQ(compare_two(a, b).front().workloads.front().change->change.value, -1);
  EXPECT_FALSE(compare_two(b, a).front().workloads.front().change);
}

TEST(Compare, SaysWhatDiffers) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  b.version = "1.1";
  b.resolved = scenarios::parse_yaml(R"(name: fake
machine: {costs: {psync: {value: 600ns, source: guess}}}
cases: {sync: {iodepth: 2, rw: read}, async: {rw: read, iodepth: 16}}
variants:
  in-tree: {policy: workqueue, hw_queues: 4}
  nowait: {policy: nowait, hw_queues: 1}
)",
                                     "b.yaml");
  Names keys;
  const ComparedSide side = compare_two(a, b).front();
  for (const KeyDifference& difference : side.differences) {
    keys.push_back(difference.key);
  }
  EXPECT_EQ(keys,
            (Names{"loopsim version", "schema_version", "machine.name", "machine.costs.psync", "machine.fitted_on",
                   "replications", "seed", "cases.sync.iodepth", "variants.in-tree.hw_queues"}));
}

TEST(Compare, OfVariantsSaysHowTheirDesignsDiffer) {
  const StoredResult result = stored_result("d");
  const std::vector<KeyDifference> differences = compare(variant_sides(result, {})).front().differences;
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].key, "variant.policy");
  EXPECT_EQ(differences[0].after, "nowait");
}

TEST(Compare, RefusesResultsWithNothingInCommon) {
  const StoredResult a = stored_result("a");
  StoredResult b = stored_result("b");
  for (StoredCell& cell : b.cells) {
    cell.case_name += "-other";
  }
  EXPECT_EQ(refusal([&] { compare_two(a, b); }), "b: no case and variant in common with a");
}

}  // namespace
}  // namespace loopsim::analysis
