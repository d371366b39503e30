// SPDX-License-Identifier: GPL-2.0
#include "models/registry.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/policy.hpp"

namespace loopsim::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

std::vector<std::string_view> names_of(const std::vector<NamedPart>& parts) {
  std::vector<std::string_view> names;
  for (const NamedPart& part : parts) {
    EXPECT_FALSE(part.description.empty()) << part.name;
    names.push_back(part.name);
  }
  return names;
}

// By name, whatever the order in which the linker put the files together. In one process with them, other tests bring
// devices and backings of their own.
TEST(RegistryTest, ListsWhatThereIs) {
  const auto are_sorted_with = [](const std::vector<NamedPart>& parts, const std::vector<std::string_view>& expected) {
    const std::vector<std::string_view> names = names_of(parts);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_THAT(names, IsSupersetOf(expected));
  };
  EXPECT_THAT(names_of(policies()), ElementsAre("back-off", "nowait", "nowait-hint", "threaded", "workqueue"));
  are_sorted_with(devices(), {"disk", "ramdisk"});
  are_sorted_with(backings(), {"block-device", "ext4", "xfs"});
}

TEST(RegistryTest, FindsByTheExactName) {
  ASSERT_NE(PolicyRegistry::find("nowait"), nullptr);
  EXPECT_EQ(PolicyRegistry::find("nowait")->name, "nowait");
  EXPECT_EQ(PolicyRegistry::find("nowai"), nullptr);
  EXPECT_EQ(PolicyRegistry::find("Nowait"), nullptr);
  EXPECT_EQ(PolicyRegistry::find(""), nullptr);
}

TEST(RegistryTest, MakesANewPolicyForEveryDevice) {
  const auto* entry = PolicyRegistry::find("nowait");
  EXPECT_NE(entry->create(), entry->create());
}

// A copy of a policy's file that still says the name of the original.
TEST(RegistryTest, RefusesASecondOfOneName) {
  using Numbers = Registry<int>;
  const Numbers::Registration first("one", "the first", [] { return std::make_unique<int>(1); });
  EXPECT_THROW(Numbers::Registration("one", "a copy", [] { return std::make_unique<int>(2); }), std::logic_error);
  ASSERT_EQ(Numbers::entries().size(), 1U);
  EXPECT_EQ(Numbers::entries().front().description, "the first");
}

}  // namespace
}  // namespace loopsim::models
