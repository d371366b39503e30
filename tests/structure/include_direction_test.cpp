// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/structure/source_rules.hpp"
#include "tests/structure/source_tree.hpp"

namespace loopsim::structure {
namespace {

using ::testing::IsEmpty;

constexpr std::size_t kLongestFile = 450;

// The rules on the project itself.
class ProjectSources : public ::testing::Test {
 protected:
  const SourceTree tree_ = read_source_tree(LOOPSIM_SOURCE_DIR);
};

TEST_F(ProjectSources, EveryLayerHasSome) {
  for (const std::string_view layer : kLayers) {
    EXPECT_TRUE(std::ranges::any_of(
        tree_, [layer](const auto& entry) { return entry.first.starts_with(std::string(layer) + "/"); }))
        << "no source in " << layer;
  }
}

TEST_F(ProjectSources, IncludesPointOneWay) { EXPECT_THAT(upward_includes(tree_), IsEmpty()); }

TEST_F(ProjectSources, IncludesAreWrittenFromTheRoot) { EXPECT_THAT(misnamed_includes(tree_), IsEmpty()); }

TEST_F(ProjectSources, SimgridStaysBehindItsAdapter) { EXPECT_THAT(simgrid_includes(tree_), IsEmpty()); }

TEST_F(ProjectSources, IncludesHaveNoCycle) { EXPECT_THAT(include_cycles(tree_), IsEmpty()); }

TEST_F(ProjectSources, FilesAreShort) { EXPECT_THAT(long_files(tree_, kLongestFile), IsEmpty()); }

TEST_F(ProjectSources, EverySourceIsBuilt) {
  EXPECT_THAT(unbuilt_sources(tree_, read_targets(LOOPSIM_SOURCE_DIR)), IsEmpty());
}

}  // namespace
}  // namespace loopsim::structure
