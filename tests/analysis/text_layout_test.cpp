// SPDX-License-Identifier: GPL-2.0
#include "analysis/text_layout.hpp"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::analysis {
namespace {

TEST(TextLayout, FitShortensWithATilde) {
  EXPECT_EQ(fit("in-tree", 7), "in-tree");
  EXPECT_EQ(fit("in-tree-ext4", 7), "in-tre~");
}

TEST(TextLayout, FitIsAscii) { EXPECT_EQ(fit("16 \xC2\xB5s\tnow\n", 20), "16 ?s?now?"); }

TEST(TextLayout, PadsToTheWidth) {
  EXPECT_EQ(pad_left("ab", 4), "  ab");
  EXPECT_EQ(pad_right("ab", 4), "ab  ");
  EXPECT_EQ(pad_left("abcdef", 4), "abc~");
}

TEST(TextLayout, NumbersKeepTheirDigitsWhileTheyFit) {
  EXPECT_EQ(fit_number(0.12345, 4, 7), "0.123");
  EXPECT_EQ(fit_number(12.345, 4, 7), "12.35");
  EXPECT_EQ(fit_number(1234.5, 4, 7), "1234");
  EXPECT_EQ(fit_number(1234.56, 6, 6), "1234.6");
  EXPECT_EQ(fit_number(1234567.0, 4, 7), "1234567");
  EXPECT_EQ(fit_number(12345678.0, 4, 7), "1e+07");
  EXPECT_EQ(fit_number(std::nullopt, 4, 7), "-");
  EXPECT_EQ(fit_number(std::nan(""), 4, 7), "-");
}

RC_GTEST_PROP(TextLayout, NumbersNeverExceedTheirWidth, (double value, unsigned digits, unsigned width)) {
  const std::size_t allowed = 5 + width % 10;
  RC_ASSERT(fit_number(value, static_cast<int>(digits % 8), allowed).size() <= allowed);
}

TEST(TextLayout, WrapIndents) {
  const std::string word(38, 'x');
  EXPECT_EQ(wrap(word + ' ' + word + ' ' + word), word + ' ' + word + "\n  " + word + '\n');
  EXPECT_EQ(wrap("one\n two", {.first = 4, .rest = 4}), "    one two\n");
  EXPECT_EQ(wrap("of " + std::string(60, 'x') + "/" + std::string(30, 'y') + "/z in all"),
            "of " + std::string(60, 'x') + "/\n  " + std::string(30, 'y') + "/z in all\n");
  EXPECT_EQ(wrap(""), "\n");
}

RC_GTEST_PROP(TextLayout, WrapNeverExceedsTheWidth, (const std::string& text, bool indented)) {
  std::istringstream lines(wrap(text, {.first = indented ? 4U : 0U, .rest = 2}));
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(line.size() <= kTextWidth);
  }
}

}  // namespace
}  // namespace loopsim::analysis
