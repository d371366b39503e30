// SPDX-License-Identifier: GPL-2.0
#include "analysis/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

std::string contents(std::FILE* file) {
  std::fseek(file, 0, SEEK_SET);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    text += static_cast<char>(c);
  }
  return text;
}

TEST(Progress, TellsRateAndTimeLeft) {
  EXPECT_EQ(progress_text({.done = 0, .total = 80}, 0), "0/80 runs");
  EXPECT_EQ(progress_text({.done = 20, .total = 80}, 10), "20/80 runs, 2.0/s, 00:00:30 left");
  EXPECT_EQ(progress_text({.done = 1, .total = 7201}, 1), "1/7201 runs, 1.0/s, 02:00:00 left");
  EXPECT_EQ(progress_text({.done = 80, .total = 80}, 40), "80/80 runs, 2.0/s, 00:00:00 left");
}

TEST(Progress, RateLeavesOutWhatWasThereBefore) {
  EXPECT_EQ(progress_text({.done = 30, .total = 40, .what = "points", .before = 20}, 5),
            "30/40 points, 2.0/s, 00:00:05 left");
  EXPECT_EQ(progress_text({.done = 20, .total = 40, .what = "points", .before = 20}, 5), "20/40 points");
}

TEST(Progress, WorkWithoutAKnownEndHasARateAlone) { EXPECT_EQ(progress_text({.done = 30}, 10), "30 runs, 3.0/s"); }

TEST(Progress, CountsFailures) {
  EXPECT_EQ(progress_text({.done = 4, .total = 4, .what = "points", .failed = 2}, 2),
            "4/4 points, 2.0/s, 00:00:00 left, 2 failed");
}

TEST(Progress, FilesAreNoTerminals) {
  std::FILE* file = std::tmpfile();
  EXPECT_FALSE(is_rewritable(file));
  std::fclose(file);
}

TEST(Progress, TerminalsCanBeRewrittenUnlessTheyAreDumb) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(master, 0);
  ASSERT_EQ(::grantpt(master), 0);
  ASSERT_EQ(::unlockpt(master), 0);
  std::FILE* terminal = std::fopen(::ptsname(master), "w");
  ASSERT_NE(terminal, nullptr);
  ::setenv("TERM", "xterm", 1);
  EXPECT_TRUE(is_rewritable(terminal));
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(is_rewritable(terminal));
  ::unsetenv("TERM");
  EXPECT_FALSE(is_rewritable(terminal));
  std::fclose(terminal);
  ::close(master);
}

TEST(Progress, LineIsWipedAtTheEnd) {
  std::FILE* file = std::tmpfile();
  {
    ProgressLine line(file);
    line.show({.done = 0, .total = 3});
  }
  const std::string blank(78, ' ');
  const std::string shown = "0/3 runs";
  EXPECT_EQ(contents(file), '\r' + shown + blank.substr(shown.size()) + '\r' + blank + '\r');
  std::fclose(file);
}

}  // namespace
}  // namespace loopsim::analysis
