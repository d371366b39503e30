// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/journal.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/sweep/point_id.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

class JournalFile : public testing::Test {
 protected:
  std::filesystem::path file() const { return directory_.path() / "journal"; }

  std::string text() const {
    std::ifstream stream(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const std::string a_ = point_id("a", "");
  const std::string b_ = point_id("b", "");
  scenarios::TemporaryDirectory directory_;
};

TEST_F(JournalFile, TellsHowLongPointsTook) {
  {
    Journal journal(file());
    journal.done(a_, 1.5);
    journal.failed(b_, "2 tags\nare missing");
  }
  EXPECT_EQ(text(), "done " + a_ + " 1.500000 s\nfailed " + b_ + " 2 tags are missing .\n");
  EXPECT_EQ(recorded_seconds(file()), (std::map<std::string, double>{{a_, 1.5}}));
}

TEST_F(JournalFile, TheLastTimeCounts) {
  Journal(file()).done(a_, 1.5);
  Journal(file()).done(a_, 2.5);
  EXPECT_EQ(recorded_seconds(file()), (std::map<std::string, double>{{a_, 2.5}}));
}

TEST_F(JournalFile, IsNothingWhereThereIsNone) { EXPECT_TRUE(recorded_seconds(file()).empty()); }

// However a line is torn, the lines around it stay what they were.
RC_GTEST_FIXTURE_PROP(JournalFile, TornLineLosesNoOther, ()) {
  std::filesystem::remove(file());
  Journal(file()).done(a_, 1.5);
  const std::string whole = text();
  Journal(file()).done(b_, 12.25);
  const auto torn = *rc::gen::inRange(whole.size(), text().size());
  std::filesystem::resize_file(file(), torn);
  const std::string c = point_id("c", "");
  Journal(file()).done(c, 3);
  auto seconds = recorded_seconds(file());
  RC_ASSERT(seconds.at(a_) == 1.5);
  RC_ASSERT(seconds.at(c) == 3);
  const bool right_or_gone = !seconds.contains(b_) || seconds.at(b_) == 12.25;
  RC_ASSERT(right_or_gone);
}

TEST(PointId, DependsOnScenarioAndVersion) {
  EXPECT_TRUE(is_point_id(point_id("x", "1")));
  EXPECT_EQ(point_id("x", "1"), point_id("x", "1"));
  EXPECT_NE(point_id("x", "1"), point_id("y", "1"));
  EXPECT_NE(point_id("x", "1"), point_id("x", "2"));
  EXPECT_FALSE(is_point_id("x"));
}

TEST(PointId, IsTheSameOnEveryMachine) {
  // SHA-1 of 16 zero bytes and "1.0\nscenario", as a UUID of version 5.
  EXPECT_EQ(point_id("scenario", "1.0"), "f15755ffa9a55fc18fb289d4eb3a2053");
}

}  // namespace
}  // namespace loopsim::analysis
