// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/script.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "analysis/printable_text.hpp"
#include "scenarios/utf8.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;

TEST(ScriptString, LeavesNothingToMeanSomething) {
  EXPECT_EQ(script_string("plain"), "'plain'");
  EXPECT_EQ(script_string("it's \"x\" `date` \\n {a_1}"), "'it''s \"x\" `date` \\n {a_1}'");
  EXPECT_EQ(script_string("two\nlines\tand\x01more"), "'two lines and more'");
  EXPECT_EQ(script_string("bad\xff utf-8 \xc3"), "'bad? utf-8 ?'");
}

TEST(TicString, IsNoFormat) {
  EXPECT_EQ(tic_string("50 % '"), "'50 %% '''");
  const std::string long_text(60, 'x');
  EXPECT_EQ(tic_string(long_text), "'" + long_text + "'");
  EXPECT_EQ(tic_string("%" + long_text), "'%%" + std::string(45, 'x') + "…'") << "gnuplot would cut it";
}

TEST(FileNamePart, IsSafeInAPath) { EXPECT_EQ(file_name_part("a/b c..d'é"), "a_b_c__d___"); }

// Any bytes whatever are one quoted word of clean text on one line.
RC_GTEST_PROP(ScriptString, IsOneWordOfCleanText, (const std::string& text)) {
  const std::string word = script_string(text);
  RC_ASSERT(word.size() >= 2U && word.front() == '\'' && word.back() == '\'');
  const std::string inside = word.substr(1, word.size() - 2);
  std::string undoubled;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    undoubled += inside[i];
    if (inside[i] == '\'') {
      ++i;
      RC_ASSERT(i < inside.size() && inside[i] == '\'');
    }
  }
  RC_ASSERT(undoubled == printable(text));
  RC_ASSERT(!scenarios::first_unprintable(word));
  RC_ASSERT(std::ranges::none_of(word, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }));
}

TEST(Shortened, CountsCharactersNotBytes) {
  EXPECT_EQ(shortened("äöü", 3), "äöü");
  EXPECT_EQ(shortened("äöüß", 3), "äö…");
  EXPECT_EQ(shortened("abc", 1), "…");
  EXPECT_EQ(characters("äöü…"), 4U);
}

RC_GTEST_PROP(Shortened, FitsAndStaysClean, (const std::string& text)) {
  const auto most = *rc::gen::inRange<std::size_t>(1, 12);
  const std::string fitted = shortened(text, most);
  RC_ASSERT(characters(fitted) <= most);
  RC_ASSERT(!scenarios::first_unprintable(fitted));
}

TEST(Script, SaysHowToDrawIt) {
  const Script script({.name = "bars-x", .about = "Two\nlines", .title = "it's", .origin = "o"}, {400, 200});
  EXPECT_THAT(script.str(), testing::StartsWith("# Two\n# lines\n#   gnuplot bars-x.gp"));
  EXPECT_THAT(script.str(), HasSubstr("set label 'it''s' at screen"));
  EXPECT_THAT(script.str(), HasSubstr("noenhanced size 400,200"));
  EXPECT_THAT(script.str(), HasSubstr("set output 'bars-x.'.terminal"));
}

}  // namespace
}  // namespace loopsim::analysis
