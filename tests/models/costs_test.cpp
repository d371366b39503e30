// SPDX-License-Identifier: GPL-2.0
#include "models/costs.hpp"

#include <cstddef>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include "sim/time.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

TEST(CostsTest, TableHasARowForEveryField) {
  // Nothing but SimTime fields, so the size counts them.
  EXPECT_EQ(cost_table().size(), sizeof(Costs) / sizeof(sim::SimTime));
}

TEST(CostsTest, NoTwoRowsShareAField) {
  Costs costs{};
  for (const CostRow& row : cost_table()) {
    EXPECT_EQ(costs.*row.field, 0) << row.name << " has the field of a row before";
    costs.*row.field = 1;
  }
}

TEST(CostsTest, RowsFollowTheOrderOfTheFields) {
  Costs costs{};
  const sim::SimTime* previous = nullptr;
  for (const CostRow& row : cost_table()) {
    const sim::SimTime* field = &(costs.*row.field);
    if (previous != nullptr) {
      EXPECT_EQ(field, previous + 1) << row.name;
    }
    previous = field;
  }
}

TEST(CostsTest, NamesAreUniqueAndEveryRowSaysWhatItMeans) {
  std::set<std::string_view> names;
  for (const CostRow& row : cost_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " comes twice";
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.meaning.empty()) << row.name;
  }
}

// The sums that the other tests of this folder expect tell two costs apart only if they differ. What is off has tests
// of its own.
TEST(CostsTest, RoundCostsOfTheTestsAreAllDifferent) {
  std::set<sim::SimTime> values;
  for (const CostRow& row : cost_table()) {
    EXPECT_GE(kRoundCosts.*row.field, 0) << row.name;
    if (kRoundCosts.*row.field == 0) continue;
    EXPECT_TRUE(values.insert(kRoundCosts.*row.field).second) << row.name << " costs as much as another row";
  }
}

}  // namespace
}  // namespace loopsim::models
