// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/calibration/calibration_rows.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios";

class ShippedFits : public testing::TestWithParam<std::string> {};

// A third at most is fitted, all of it has a model, and the shipped machine file was made of these rows (and of those
// that its base was fitted on).
TEST_P(ShippedFits, AreOfAThirdOfTheRowsAtMost) {
  const scenarios::Machine base = scenarios::load_machine(kScenarios / "machines" / (GetParam() + ".yaml"));
  const auto data = kScenarios / "measured" / "data";
  const FitChoice choice = read_fit_choice({(kScenarios / "calibration" / (GetParam() + ".yaml")).string()});
  const CalibrationRows rows =
      read_calibration_rows({data / "fio_matrix_median.csv", data / "emulation_median.csv"}, "", choice, base);
  EXPECT_GT(rows.fitted.size(), 10U);
  EXPECT_LE(3 * rows.fitted.size(), rows.fitted.size() + rows.others.size());
  const auto made = kScenarios / "machines" / (GetParam() + "-fitted.yaml");
  std::vector<std::string> expected = base.fitted_on;
  for (const std::string& row : scenarios::names_of(rows.fitted)) expected.push_back(row);
  EXPECT_THAT(scenarios::load_machine(made).fitted_on, testing::UnorderedElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(Guest, ShippedFits, testing::Values("epyc-vm-other", "epyc-vm-rr"), [](const auto& machine) {
  std::string name = machine.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(ShippedPublishedFit, PublishedCellsAreThoseOfTheMachineFile) {
  const scenarios::Machine start = scenarios::load_machine(kScenarios / "calibration" / "patocka-nvme-start.yaml");
  const FitChoice choice = read_fit_choice({(kScenarios / "calibration" / "patocka-nvme.yaml").string()});
  const CalibrationRows rows =
      read_calibration_rows({kScenarios / "published" / "nvme-12jobs.yaml"}, "", choice, start);
  const scenarios::Machine by_hand = scenarios::load_machine(kScenarios / "machines" / "patocka-nvme.yaml");
  EXPECT_THAT(scenarios::names_of(rows.fitted), testing::UnorderedElementsAreArray(by_hand.fitted_on));
}

}  // namespace
}  // namespace loopsim::analysis
