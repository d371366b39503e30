// SPDX-License-Identifier: GPL-2.0
#include "scenarios/span.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

using Texts = std::vector<std::string>;

Texts values(const std::string& range) {
  const YamlNode tree = parse_yaml(fmt::format("x: {}", range), "test.yaml");
  return range_values(Value(tree, "").require("x"));
}

TEST(Range, LinearWithBothEnds) {
  EXPECT_EQ(values("{from: 1, to: 9, steps: 3}"), (Texts{"1", "5", "9"}));
  EXPECT_EQ(values("{from: 1, to: 4, steps: 3}"), (Texts{"1", "3", "4"})) << "counts are rounded";
  EXPECT_EQ(values("{from: 0.0, to: 1, steps: 5}"), (Texts{"0", "0.25", "0.5", "0.75", "1"}));
  EXPECT_EQ(values("{from: -1, to: 1.0, steps: 3}"), (Texts{"-1", "0", "1"}));
  EXPECT_EQ(values("{from: 0, to: 2us, steps: 5}"), (Texts{"0ns", "500ns", "1us", "1.5us", "2us"}));
  EXPECT_EQ(values("{from: 1GiB, to: 4g, steps: 4}"), (Texts{"1GiB", "2GiB", "3GiB", "4GiB"}));
}

TEST(Range, LogarithmicWithBothEnds) {
  EXPECT_EQ(values("{from: 1, to: 1000, steps: 4, scale: log}"), (Texts{"1", "10", "100", "1000"}));
  EXPECT_EQ(values("{from: 1us, to: 4us, steps: 3, scale: log}"), (Texts{"1us", "2us", "4us"}));
  EXPECT_EQ(values("{from: 0.001, to: 0.1, steps: 3, scale: log}"), (Texts{"0.001", "0.01", "0.1"}));
  EXPECT_EQ(values("{from: 4k, to: 1m, steps: 3, scale: log}"), (Texts{"4KiB", "64KiB", "1MiB"}));
}

TEST(Range, ByStepUpToItsEnd) {
  EXPECT_EQ(values("{from: 2, to: 8, step: 2}"), (Texts{"2", "4", "6", "8"}));
  EXPECT_EQ(values("{from: 2, to: 9, step: 3}"), (Texts{"2", "5", "8"}));
  EXPECT_EQ(values("{from: 0.0, to: 0.3, step: 0.1}"), (Texts{"0", "0.1", "0.2", "0.3"}));
  EXPECT_EQ(values("{from: 1us, to: 2us, step: 500ns}"), (Texts{"1us", "1.5us", "2us"}));
}

TEST(Range, ByFactorUpToItsEnd) {
  EXPECT_EQ(values("{from: 1, to: 64, factor: 4}"), (Texts{"1", "4", "16", "64"}));
  EXPECT_EQ(values("{from: 4k, to: 40k, factor: 2}"), (Texts{"4KiB", "8KiB", "16KiB", "32KiB"}));
}

TEST(Range, SizesAreMultiplesOfTheUnitOfTheirStart) {
  EXPECT_EQ(values("{from: 1GiB, to: 8GiB, steps: 3, scale: log}"), (Texts{"1GiB", "3GiB", "8GiB"}));
  EXPECT_EQ(values("{from: 1024m, to: 8GiB, steps: 3, scale: log}"), (Texts{"1GiB", "2896MiB", "8GiB"}));
}

RC_GTEST_PROP(Range, IsSortedAndHasItsEnds, ()) {
  const auto from = *rc::gen::inRange<sim::SimTime>(1, 1'000'000);
  const auto width = *rc::gen::inRange<sim::SimTime>(1'000, 1'000'000'000);
  const auto steps = *rc::gen::inRange(2, 10);
  const auto scale = *rc::gen::element(std::string("linear"), std::string("log"));
  RC_PRE(scale == "linear" || width > 100 * from);  // or steps round to each other
  const auto texts =
      values(fmt::format("{{from: {}ns, to: {}ns, steps: {}, scale: {}}}", from, from + width, steps, scale));
  RC_ASSERT(texts.size() == static_cast<std::size_t>(steps));
  RC_ASSERT(parse_duration(texts.front()) == from);
  RC_ASSERT(parse_duration(texts.back()) == from + width);
  for (std::size_t i = 1; i < texts.size(); ++i) {
    RC_ASSERT(parse_duration(texts[i - 1]) < parse_duration(texts[i]));
  }
}

}  // namespace
}  // namespace loopsim::scenarios
