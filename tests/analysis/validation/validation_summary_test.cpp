// SPDX-License-Identifier: GPL-2.0
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/validation/validation.hpp"
#include "tests/analysis/measurements/fake_measurement.hpp"

namespace loopsim::analysis {
namespace {

struct Fake {
  std::string policy;
  double measured;
  double simulated;
  double tolerance = 0.05;
  bool fitted = false;
  std::string pair_key = "pair";
};

ValidatedRow row_of(const Fake& fake) {
  ValidatedRow row;
  row.planned.name = fake.pair_key + "/" + fake.policy;
  row.planned.pair_key = fake.pair_key;
  row.planned.measured = fake_measurement(fake.policy, fake.measured);
  row.planned.tolerance = fake.tolerance;
  row.planned.fitted = fake.fitted;
  row.simulated.value = fake.simulated;
  row.error = fake.simulated / fake.measured - 1;
  return row;
}

ValidationSummary summary_of(const std::vector<Fake>& fakes) {
  std::vector<ValidatedRow> rows;
  rows.reserve(fakes.size());
  for (const Fake& fake : fakes) {
    rows.push_back(row_of(fake));
  }
  std::vector<const ValidatedRow*> pointers;
  pointers.reserve(rows.size());
  for (const ValidatedRow& row : rows) {
    pointers.push_back(&row);
  }
  return summarize_validation("m", pointers);
}

TEST(ValidationSummary, SplitsRowsByKindAndSpread) {
  const ValidationSummary summary = summary_of({
      {"a", 100, 104, 0.05, false, "1"},
      {"a", 100, 92, 0.0999, false, "2"},
      {"a", 100, 130, 0.10, false, "3"},
      {"a", 100, 80, 0.25, false, "4"},
      {"a", 100, 101, 0.05, true, "5"},
  });
  EXPECT_EQ(summary.rows, 5U);
  EXPECT_EQ(summary.predicted->rows, 4U);
  EXPECT_NEAR(summary.predicted->mape, 0.155, 1e-12);
  EXPECT_NEAR(summary.predicted->worst, 0.3, 1e-12);
  EXPECT_EQ(summary.predicted->worst_row, "3/a");
  EXPECT_EQ(summary.predicted->within, 3U);
  EXPECT_EQ(summary.quiet->rows, 2U);
  EXPECT_NEAR(summary.quiet->mape, 0.06, 1e-12);
  EXPECT_NEAR(summary.quiet->worst, -0.08, 1e-12);
  EXPECT_EQ(summary.noisy->rows, 2U);
  EXPECT_EQ(summary.noisy->within, 1U);
  EXPECT_EQ(summary.fitted->rows, 1U);
  EXPECT_NEAR(summary.judged_error().value(), 0.06, 1e-12);
}

TEST(ValidationSummary, JudgesNoisyRowsWhereNoneIsQuiet) {
  EXPECT_NEAR(summary_of({{"a", 100, 120, 0.25}}).judged_error().value(), 0.2, 1e-12);
  const ValidationSummary nothing = summary_of({{"a", 100, 120, 0.25, true}});
  EXPECT_EQ(nothing.judged_error(), std::nullopt);
  EXPECT_FALSE(nothing.predicted || nothing.quiet || nothing.noisy);
}

TEST(SignTest, CountsDifferencesLargerThanEitherTolerance) {
  const SignTest signs = summary_of({
                                        {"workqueue", 100, 100, 0.05},
                                        {"nowait", 120, 110, 0.10},
                                        {"nowait-hint", 103, 90, 0.05},
                                    })
                             .signs;
  EXPECT_EQ(signs.pairs, 3U);
  EXPECT_EQ(signs.clear, 2U) << "100 and 103 are within 5 %";
  EXPECT_EQ(signs.right, 2U);
  EXPECT_TRUE(signs.wrong.empty());
}

TEST(SignTest, SaysWhichOrderIsWrong) {
  const SignTest signs = summary_of({{"workqueue", 100, 100}, {"nowait", 150, 90}}).signs;
  EXPECT_EQ(signs.clear, 1U);
  EXPECT_EQ(signs.right, 0U);
  ASSERT_EQ(signs.wrong.size(), 1U);
  EXPECT_EQ(signs.wrong[0].a, "pair/workqueue");
  EXPECT_EQ(signs.wrong[0].b, "pair/nowait");
  EXPECT_NEAR(signs.wrong[0].measured, 0.5, 1e-12);
  EXPECT_NEAR(signs.wrong[0].simulated, -0.1, 1e-12);
  EXPECT_EQ(summary_of({{"workqueue", 100, 90}, {"nowait", 150, 90}}).signs.right, 0U) << "no difference has no sign";
  EXPECT_EQ(summary_of({{"workqueue", 100, 1000}, {"nowait", 150, 1004}}).signs.right, 0U) << "nor has next to none";
  EXPECT_EQ(summary_of({{"workqueue", 100, 1000}, {"nowait", 150, 1006}}).signs.right, 1U);
}

TEST(SignTest, ComparesOnlyRowsThatDifferInPolicyAndWereNotBothFitted) {
  EXPECT_EQ(summary_of({{"workqueue", 100, 1, 0, true}, {"nowait", 200, 1, 0, true}}).signs.pairs, 0U);
  EXPECT_EQ(summary_of({{"workqueue", 100, 1, 0, true}, {"nowait", 200, 1, 0, false}}).signs.pairs, 1U);
  EXPECT_EQ(summary_of({{"workqueue", 100, 1, 0, false, "1"}, {"nowait", 200, 1, 0, false, "2"}}).signs.pairs, 0U);
  EXPECT_EQ(summary_of({{"nowait", 100, 1}, {"nowait", 200, 1}}).signs.pairs, 0U);
}

// The order of the rows says nothing.
RC_GTEST_PROP(SignTest, DoesNotDependOnTheOrderOfRows, ()) {
  std::vector<Fake> fakes;
  const auto size = *rc::gen::inRange<std::size_t>(2, 6);
  fakes.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    fakes.push_back({"p" + std::to_string(i), static_cast<double>(*rc::gen::inRange(50, 150)),
                     static_cast<double>(*rc::gen::inRange(50, 150)), *rc::gen::inRange(0, 30) / 100.0});
  }
  const SignTest signs = summary_of(fakes).signs;
  const SignTest turned = summary_of({fakes.rbegin(), fakes.rend()}).signs;
  RC_ASSERT(signs.pairs == size * (size - 1) / 2);
  RC_ASSERT(signs.clear == turned.clear);
  RC_ASSERT(signs.right == turned.right);
  RC_ASSERT(signs.wrong.size() == signs.clear - signs.right);
}

// A simulation that gives every measured rate back, or a multiple of all, has every sign right.
RC_GTEST_PROP(SignTest, TheTruthIsRight, ()) {
  const double scale = *rc::gen::inRange(1, 50) / 10.0;
  std::vector<Fake> fakes;
  fakes.reserve(5);
  for (int i = 0; i < 5; ++i) {
    const double rate = *rc::gen::inRange(50, 150);
    fakes.push_back({"p" + std::to_string(i), rate, scale * rate, 0.0});
  }
  const SignTest signs = summary_of(fakes).signs;
  RC_ASSERT(signs.right == signs.clear);
}

}  // namespace
}  // namespace loopsim::analysis
