// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// What analysis/candidates.awk makes of a sweep's table.
std::string table_of(const std::string& results) {
  const scenarios::TemporaryDirectory directory;
  const fs::path file = directory.write("results.csv", results);
  const std::string command = "awk -f '" LOOPSIM_SOURCE_DIR "/analysis/candidates.awk' '" + file.string() + "'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "no awk";
  std::string text;
  std::array<char, 256> part{};
  while (std::fgets(part.data(), static_cast<int>(part.size()), pipe) != nullptr) text += part.data();
  EXPECT_EQ(::pclose(pipe), 0);
  return text;
}

// Columns by name, in any order. At the second point a is 10 % slower than at the first, which puts it behind b.
TEST(CandidateTable, HasErrorsOfTheFirstPointAndChangesAtTheOthers) {
  EXPECT_EQ(table_of("point,machine,case,variant,iops_mean,published_iops,published_error,fitted\n"
                     "0,../machines/fit.yaml,sync,a,110,100,0.1,fitted\n"
                     "0,../machines/fit.yaml,sync,b,100,80,0.25,predicted\n"
                     "0,../machines/fit.yaml,async,c,90,120,-0.25,predicted\n"
                     "1,slow.yaml,sync,a,99,100,-0.01,fitted\n"
                     "1,slow.yaml,sync,b,100,80,0.25,predicted\n"
                     "1,slow.yaml,async,c,108,120,-0.1,predicted\n"),
            "| | sync a f | sync b | async c | mean | worst | pairs |\n"
            "|---|--:|--:|--:|--:|--:|--:|\n"
            "| fit | +10.0 | +25.0 | -25.0 | 25.0 | 25.0 | 0 |\n"
            "| slow | -10.0 | +0.0 | +20.0 | 17.5 | 25.0 | 1 |\n");
}

TEST(ShippedCandidates, AreAllInTheSweep) {
  const fs::path sweeps = fs::path(LOOPSIM_SOURCE_DIR) / "scenarios/sweeps";
  std::ifstream sweep(sweeps / "published-candidates.yaml");
  const std::string text{std::istreambuf_iterator<char>(sweep), {}};
  for (const auto& candidate : fs::directory_iterator(sweeps / "candidates")) {
    EXPECT_THAT(text, HasSubstr("/" + candidate.path().filename().string() + "\n"));
  }
}

}  // namespace
}  // namespace loopsim::analysis
