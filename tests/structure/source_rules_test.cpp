// SPDX-License-Identifier: GPL-2.0
#include "tests/structure/source_rules.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/structure/source_tree.hpp"

namespace loopsim::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SourceFile including(const std::string& path) { return {.lines = 1, .includes = {{.path = path, .quoted = true}}}; }

TEST(ParseSource, FindsIncludesAndCountsLines) {
  const SourceFile file = parse_source(
      "#pragma once\n"
      "#include <vector>\n"
      "  #  include \"models/run.hpp\"  // why\n"
      "// #include \"app/main.hpp\"\n"
      "const char* text = \"#include\";");

  EXPECT_EQ(file.lines, 5U);
  EXPECT_THAT(file.includes, ElementsAre(Include{.path = "vector", .quoted = false},
                                         Include{.path = "models/run.hpp", .quoted = true}));
}

TEST(ParseSource, TakesAnEmptyFile) {
  const SourceFile file = parse_source("");

  EXPECT_EQ(file.lines, 0U);
  EXPECT_THAT(file.includes, IsEmpty());
}

TEST(UpwardIncludes, LetsEachLayerSeeItselfAndThoseBelow) {
  const SourceTree tree = {{"sim/a.hpp", including("sim/b.hpp")},    {"sim/b.hpp", {}},
                           {"models/c.hpp", including("sim/a.hpp")}, {"app/d.hpp", including("models/c.hpp")},
                           {"tests/e.hpp", including("app/d.hpp")},  {"bench/f.cpp", including("tests/e.hpp")}};

  EXPECT_THAT(upward_includes(tree), IsEmpty());
}

TEST(UpwardIncludes, FindsALayerThatSeesTheOneAbove) {
  const SourceTree tree = {{"models/a.hpp", including("scenarios/b.hpp")}, {"scenarios/b.hpp", {}}};

  EXPECT_THAT(upward_includes(tree), ElementsAre("models/a.hpp includes scenarios/b.hpp"));
}

TEST(UpwardIncludes, KeepsTestsAndBenchmarksOutOfTheProduct) {
  const SourceTree tree = {{"app/a.cpp", including("tests/b.hpp")},
                           {"analysis/c.cpp", including("bench/d.hpp")},
                           {"tests/b.hpp", including("bench/d.hpp")},
                           {"bench/d.hpp", {}}};

  EXPECT_THAT(upward_includes(tree), ElementsAre("analysis/c.cpp includes bench/d.hpp",
                                                 "app/a.cpp includes tests/b.hpp", "tests/b.hpp includes bench/d.hpp"));
}

TEST(MisnamedIncludes, WantsQuotesAndThePathFromTheRoot) {
  const SourceTree tree = {
      {"sim/a.hpp", {}},
      {"sim/b.cpp", including("a.hpp")},
      {"sim/c.cpp", {.lines = 1, .includes = {{.path = "sim/a.hpp", .quoted = false}}}},
      {"sim/d.cpp",
       {.lines = 2, .includes = {{.path = "sim/a.hpp", .quoted = true}, {.path = "vector", .quoted = false}}}}};

  EXPECT_THAT(misnamed_includes(tree), ElementsAre("sim/b.cpp includes a.hpp", "sim/c.cpp includes sim/a.hpp"));
}

TEST(SimgridIncludes, AreLeftToTheAdapterAndTests) {
  const SourceTree tree = {{"bench/a.cpp", including("simgrid/s4u.hpp")},
                           {"models/b.cpp", including("xbt/log.h")},
                           {"sim/simgrid_engine.cpp", including("simgrid/s4u.hpp")},
                           {"sim/simgrid_engine.hpp", including("simgrid/forward.h")},
                           {"tests/sim/c.cpp", including("simgrid/s4u.hpp")}};

  EXPECT_THAT(simgrid_includes(tree),
              ElementsAre("bench/a.cpp includes simgrid/s4u.hpp", "models/b.cpp includes xbt/log.h",
                          "sim/simgrid_engine.hpp includes simgrid/forward.h"));
}

TEST(IncludeCycles, AreFoundThroughOtherFiles) {
  const SourceTree tree = {{"sim/a.hpp", including("sim/b.hpp")},
                           {"sim/b.hpp", including("sim/c.hpp")},
                           {"sim/c.hpp", including("sim/b.hpp")},
                           {"sim/d.hpp", including("sim/d.hpp")}};

  EXPECT_THAT(include_cycles(tree), ElementsAre("sim/b.hpp -> sim/c.hpp -> sim/b.hpp", "sim/d.hpp -> sim/d.hpp"));
}

TEST(IncludeCycles, AreNotSeenInADiamond) {
  const SourceTree tree = {
      {"sim/a.hpp",
       {.lines = 2, .includes = {{.path = "sim/b.hpp", .quoted = true}, {.path = "sim/c.hpp", .quoted = true}}}},
      {"sim/b.hpp", including("sim/d.hpp")},
      {"sim/c.hpp", including("sim/d.hpp")},
      {"sim/d.hpp", {}}};

  EXPECT_THAT(include_cycles(tree), IsEmpty());
}

TEST(LongFiles, AreThoseBeyondTheLimitOutsideTests) {
  const SourceTree tree = {{"sim/a.cpp", {.lines = 10, .includes = {}}},
                           {"sim/b.cpp", {.lines = 11, .includes = {}}},
                           {"tests/c.cpp", {.lines = 11, .includes = {}}}};

  EXPECT_THAT(long_files(tree, 10), ElementsAre("sim/b.cpp has 11 lines"));
}

TEST(ParseTargets, FindsSourcesWhereverTheyAreNamed) {
  EXPECT_THAT(parse_targets("add_executable(test_sim\n"
                            "  gauge_test.cpp\n"
                            "  ../models/twin.cpp\n"
                            "  ${PROJECT_SOURCE_DIR}/sim/gauge.cpp)\n"
                            "target_link_libraries(test_sim PRIVATE loopsim_sim)",
                            "tests/sim"),
              ElementsAre("sim/gauge.cpp", "tests/models/twin.cpp", "tests/sim/gauge_test.cpp"));
}

TEST(UnbuiltSources, TellsWhatNoTargetNames) {
  const SourceTree tree = {{"sim/a.cpp", {}}, {"sim/a.hpp", {}}, {"tests/sim/a_test.cpp", {}}};

  EXPECT_THAT(unbuilt_sources(tree, {"sim/a.cpp", "tests/sim/a_test.cpp"}), IsEmpty());
  EXPECT_THAT(unbuilt_sources(tree, {"sim/a.cpp"}), ElementsAre("tests/sim/a_test.cpp is in no CMakeLists.txt"));
}

}  // namespace
}  // namespace loopsim::structure
