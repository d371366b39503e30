// SPDX-License-Identifier: GPL-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/models/interleavings.hpp"

namespace loopsim::models {
namespace {

// Linked with a driver in which one thing was made wrong on purpose (see CMakeLists.txt).
TEST(MutantTest, IsCaught) {
  std::string violation;
  for (const Encounter& encounter : small_encounters()) {
    violation = explore(encounter).violation;
    if (!violation.empty()) break;
  }
  EXPECT_FALSE(violation.empty());
  RecordProperty("violation", violation);
}

}  // namespace
}  // namespace loopsim::models
