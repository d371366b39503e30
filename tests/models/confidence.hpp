// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include <gtest/gtest.h>

namespace loopsim::models {

// Tolerances in tests against theory come from the replications themselves. Of a thousand such comparisons a right
// model fails one, by bad luck; the seeds are fixed, so one that passed goes on passing.
inline constexpr double kConfidence = 0.999;

struct Interval {
  double low;
  double high;
};

// Student's interval for the mean of independent replications, at least two.
Interval interval_of_mean(const std::vector<double>& replications);

// Welch's interval for the difference of the means of two independent sets of replications, each of at least two.
Interval interval_of_difference(const std::vector<double>& one, const std::vector<double>& other);

testing::AssertionResult within(double value, const Interval& interval);

}  // namespace loopsim::models
