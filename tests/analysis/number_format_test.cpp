// SPDX-License-Identifier: GPL-2.0
#include "analysis/number_format.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

TEST(NumberFormat, FollowsWhatTheNumberCounts) {
  EXPECT_EQ(format_number(1234567.0, NumberFormat::count), "1234567");
  EXPECT_EQ(format_number(1234.5678, NumberFormat::nanoseconds), "1235");
  EXPECT_EQ(format_number(123456.78, NumberFormat::rate), "123456.8");
  EXPECT_EQ(format_number(1.0 / 3, NumberFormat::fraction), "0.333333");
  EXPECT_EQ(format_number(-0.05, NumberFormat::fraction), "-0.05");
}

TEST(NumberFormat, LeavesOutWhatDoesNotExist) {
  EXPECT_EQ(format_number(std::nan(""), NumberFormat::rate), "");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity(), NumberFormat::count), "");
  EXPECT_EQ(format_number(std::optional<double>(), NumberFormat::fraction), "");
}

TEST(NumberFormat, DigestHasSixteenDigits) { EXPECT_EQ(format_digest(0xabcU), "0000000000000abc"); }

}  // namespace
}  // namespace loopsim::analysis
