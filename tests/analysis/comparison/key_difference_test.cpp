// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/key_difference.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Lines = std::vector<std::string>;

Lines differences(const std::string& before, const std::string& after, const std::string& prefix = "") {
  const scenarios::YamlNode a = scenarios::parse_yaml(before, "a.yaml");
  const scenarios::YamlNode b = scenarios::parse_yaml(after, "b.yaml");
  Lines lines;
  for (const KeyDifference& difference : key_differences(&a, &b, prefix)) {
    lines.push_back(fmt::format("{}: {} -> {}", difference.key, difference.before, difference.after));
  }
  return lines;
}

TEST(KeyDifference, NamesKeysByTheirPath) {
  EXPECT_EQ(differences("a: {b: 1, c: {d: 2}}", "a: {b: 1, c: {d: 3}}"), Lines{"a.c.d: 2 -> 3"});
  EXPECT_EQ(differences("b: 1", "b: 2", "cases.x"), Lines{"cases.x.b: 1 -> 2"});
}

TEST(KeyDifference, TellsOfKeysOnOneSide) {
  EXPECT_EQ(differences("a: 1\nb: 2", "c: 3\na: 1"), (Lines{"b: 2 -> -", "c: - -> 3"}));
}

TEST(KeyDifference, DoesNotMindTheOrder) { EXPECT_TRUE(differences("a: 1\nb: 2", "b: 2\na: 1").empty()); }

TEST(KeyDifference, TakesAParameterForItsValue) {
  EXPECT_EQ(differences("c: {value: 1us, range: [1ns, 2us], source: x}", "c: {value: 2us, source: y}"),
            Lines{"c: 1us -> 2us"});
  EXPECT_TRUE(differences("c: {value: 1us, source: x}", "c: {value: 1us, source: y}").empty());
}

TEST(KeyDifference, ComparesListsAsAWhole) {
  EXPECT_EQ(differences("a: [1, [2, 3]]", "a: [1]"), Lines{"a: [1, [2, 3]] -> [1]"});
}

TEST(KeyDifference, TakesATreeThatIsNotThere) {
  const scenarios::YamlNode tree = scenarios::parse_yaml("b: 1", "a.yaml");
  ASSERT_EQ(key_differences(&tree, nullptr, "a").size(), 1U);
  EXPECT_EQ(key_differences(nullptr, &tree, "a").front().key, "a.b");
  EXPECT_TRUE(key_differences(nullptr, nullptr, "a").empty());
}

}  // namespace
}  // namespace loopsim::analysis
