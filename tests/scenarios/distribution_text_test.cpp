// SPDX-License-Identifier: GPL-2.0
#include "scenarios/distribution_text.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "sim/distribution.hpp"

namespace loopsim::scenarios {
namespace {

using sim::Distribution;

std::string refusal(const std::string& text) {
  try {
    parse_distribution(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ParseDistribution, TakesEachForm) {
  EXPECT_EQ(parse_distribution("56.5us"), Distribution::constant(56'500));
  EXPECT_EQ(parse_distribution("uniform(10us, 20us)"), Distribution::uniform(10'000, 20'000));
  EXPECT_EQ(parse_distribution("exponential(40us)"), Distribution::exponential(40'000));
  EXPECT_EQ(parse_distribution("lognormal(56.5us, cv 0.3)"), Distribution::lognormal(56'500, 0.3));
  EXPECT_EQ(parse_distribution("empirical(0: 10us, 0.5: 20us, 1: 90us)"),
            Distribution::empirical({{0.0, 10'000}, {0.5, 20'000}, {1.0, 90'000}}));
}

TEST(ParseDistribution, TellsTheFormsApart) {
  EXPECT_NE(parse_distribution("40us"), parse_distribution("exponential(40us)"));
  EXPECT_NE(parse_distribution("lognormal(40us, cv 0.3)"), parse_distribution("lognormal(40us, cv 0.4)"));
}

TEST(ParseDistribution, TakesBlanksAroundArguments) {
  EXPECT_EQ(parse_distribution("uniform( 10us ,20us )"), Distribution::uniform(10'000, 20'000));
  EXPECT_EQ(parse_distribution("lognormal(1us,cv  0.5)"), Distribution::lognormal(1'000, 0.5));
}

TEST(ParseDistribution, ReadsBackWhatADistributionPrints) {
  for (const Distribution& distribution :
       {Distribution::constant(56'500), Distribution::uniform(1, 2), Distribution::exponential(40'000),
        Distribution::lognormal(56'500, 0.3), Distribution::empirical({{0.0, 1}, {0.25, 7}, {1.0, 9}})}) {
    EXPECT_EQ(parse_distribution(distribution.to_string()), distribution) << distribution.to_string();
  }
}

TEST(ParseDistribution, NamesTheFormsForAnythingElse) {
  EXPECT_EQ(refusal("fast"),
            "expected a duration such as 56.5us or one of uniform(10us, 20us), exponential(40us), "
            "lognormal(56.5us, cv 0.3), empirical(0: 10us, 0.5: 20us, 1: 90us), got 'fast'");
  EXPECT_EQ(refusal("normal(40us, cv 0.3)"),
            "unknown distribution 'normal'; did you mean 'lognormal'? (allowed: empirical, exponential, lognormal, "
            "uniform)");
}

TEST(ParseDistribution, ShowsTheFormForAWrongNumberOfArguments) {
  EXPECT_EQ(refusal("uniform(10us)"), "expected the form uniform(10us, 20us), got 'uniform(10us)'");
  EXPECT_EQ(refusal("exponential(10us, 20us)"), "expected the form exponential(40us), got 'exponential(10us, 20us)'");
  EXPECT_EQ(refusal("exponential(10us"), "expected the form exponential(40us), got 'exponential(10us'");
  EXPECT_EQ(refusal("exponential(10us) "), "expected the form exponential(40us), got 'exponential(10us) '");
}

TEST(ParseDistribution, RefusesArgumentsOutOfRange) {
  EXPECT_EQ(refusal("uniform(20us, 10us)"), "in uniform: the first bound 20us is above the second 10us");
  EXPECT_EQ(refusal("lognormal(20us, 0.3)"), "in lognormal: expected 'cv NUMBER', got '0.3'");
  EXPECT_EQ(refusal("lognormal(20us, cv -1)"), "in lognormal: cv -1 is not in 0 to 100");
  EXPECT_EQ(refusal("lognormal(20us, cv x)"), "in lognormal: expected a number, got 'x'");
  EXPECT_EQ(refusal("exponential(fast)"),
            "in exponential: expected a duration such as 100ns, 16us, 1.5ms or 40s (a bare number is ns), got 'fast'");
  EXPECT_EQ(refusal("empirical(0: 1us, 1)"), "in empirical: expected 'PROBABILITY: DURATION', got '1'");
  EXPECT_EQ(refusal("empirical(0: 1us, 0.9: 2us)"), "in empirical: the probabilities must start at 0 and end at 1");
  EXPECT_EQ(refusal("empirical(0: 1us, 0.5: 3us, 1: 2us)"),
            "in empirical: 1: 2us comes after 0.5: 3us, but probabilities rise and durations do not fall");
  EXPECT_EQ(refusal("empirical(0: 1us, 0: 2us)"),
            "in empirical: 0: 2us comes after 0: 1us, but probabilities rise and durations do not fall");
}

}  // namespace
}  // namespace loopsim::scenarios
