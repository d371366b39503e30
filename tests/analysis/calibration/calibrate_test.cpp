// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibrate.hpp"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/calibration/calibration_text.hpp"
#include "analysis/calibration/cross_validation.hpp"
#include "analysis/calibration/machine_file.hpp"
#include "sim/random.hpp"
#include "tests/analysis/calibration/synthetic_rows.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kService = "devices.mzplj1t6.read_service+devices.mzplj1t6.write_service";
const std::vector<std::string> kNames = {"devices.mzplj1t6.units", kService, "costs.worker_interference"};
const std::vector<double> kTruth = {40, 30'000, 2'500};

double no_noise(std::size_t /*row*/) { return 1; }

scenarios::Machine truth() {
  scenarios::Machine machine = published_machine();
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    machine = tunable_of(machine, kNames[i], "test").applied(machine, kTruth[i]);
  }
  return machine;
}

CalibrationRequest request_for(const std::vector<std::string>& names, std::vector<CalibrationRow> rows) {
  CalibrationRequest request;
  request.machine = published_machine();
  for (const std::string& name : names) {
    request.tunables.push_back(tunable_of(request.machine, name, "test"));
  }
  request.asked = true;
  request.rows.fitted = std::move(rows);
  return request;
}

Calibration calibrated(const CalibrationRequest& request, int jobs = 2) {
  RateOptions options = synthetic_options();
  options.jobs = jobs;
  RateJournal journal;
  return calibrate(request, options, journal);
}

void expect_recovered(const Calibration& calibration) {
  ASSERT_EQ(calibration.fitted.size(), kNames.size()) << calibration_text(calibration);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    EXPECT_EQ(calibration.fitted[i].tunable.name(), kNames[i]);
    EXPECT_LE(calibration.fitted[i].interval.low, kTruth[i]) << calibration_text(calibration);
    EXPECT_GE(calibration.fitted[i].interval.high, kTruth[i]) << calibration_text(calibration);
  }
}

TEST(Calibrate, RecoversWhatMadeTheRows) {
  const Calibration calibration = calibrated(request_for(kNames, synthetic_rows(truth(), 0.02, no_noise)));
  expect_recovered(calibration);
  EXPECT_LT(mean_absolute_error(calibration, true), 0.03);
  EXPECT_LT(calibration.cost_after, calibration.cost_before / 10);
  EXPECT_NEAR(calibration.fitted[1].value, 30'000, 2'000);
  EXPECT_NEAR(calibration.fitted[2].value, 2'500, 500);
}

TEST(Calibrate, RecoversItFromRowsWithNoiseOfTenPerCent) {
  // A sum of twelve uniform numbers is as good as normal.
  const auto noise = [](std::size_t row) {
    sim::Random random = sim::stream(1, 0, "noise", row);
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += random.uniform();
    }
    return std::exp(0.1 * sum);
  };
  const Calibration calibration = calibrated(request_for(kNames, synthetic_rows(truth(), 0.2, noise)));
  expect_recovered(calibration);
  EXPECT_GT(calibration.fitted[1].interval.half_width() / 30'000, 0.03) << "the interval knows of the noise";
}

TEST(Calibrate, ReportsWhatRowsCannotIdentifyAndLeavesIt) {
  const auto rows = synthetic_rows(truth(), 0.02, no_noise);
  const Calibration nothing = calibrated(request_for({"costs.log_force", "costs.buffered_read"}, rows));
  EXPECT_TRUE(nothing.fitted.empty());
  ASSERT_EQ(nothing.left.size(), 2U);
  EXPECT_TRUE(std::isinf(nothing.left[0].deviation));
  EXPECT_THAT(calibration_text(nothing), HasSubstr("Nothing is fitted"));
  EXPECT_THAT(calibration_text(nothing), HasSubstr("costs.log_force is left at 30us: no row sees it."));

  // Both are time of the worker alone.
  const Calibration one = calibrated(request_for({"costs.worker_interference", "costs.kworker_command"}, rows));
  ASSERT_EQ(one.fitted.size(), 1U);
  ASSERT_EQ(one.left.size(), 1U);
  EXPECT_EQ(one.left[0].like, one.fitted[0].tunable.name());
}

TEST(Calibrate, DoesNotDependOnTheNumberOfJobsNorOnTheJournal) {
  const CalibrationRequest request = request_for({kNames[1]}, synthetic_rows(truth(), 0.02, no_noise));
  const std::string alone = calibration_text(calibrated(request, 1));
  EXPECT_EQ(alone, calibration_text(calibrated(request, 5)));

  const scenarios::TemporaryDirectory directory;
  RateOptions options = synthetic_options();
  std::size_t runs = 0;
  options.progress = [&runs](std::size_t so_far) { runs = so_far; };
  {
    RateJournal journal(directory.path() / "journal");
    EXPECT_EQ(alone, calibration_text(calibrate(request, options, journal)));
  }
  EXPECT_GT(runs, 0U);
  runs = 0;
  RateJournal journal(directory.path() / "journal");
  EXPECT_EQ(alone, calibration_text(calibrate(request, options, journal)));
  EXPECT_EQ(runs, 0U) << "everything was in the journal";
}

TEST(Calibrate, WritesAMachineFileThatReadsBack) {
  const Calibration calibration = calibrated(request_for(kNames, synthetic_rows(truth(), 0.02, no_noise)));
  const scenarios::TemporaryDirectory directory;
  const auto machines = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines";
  for (const char* name : {"patocka-nvme.yaml", "bare-metal.yaml"}) {
    std::filesystem::copy_file(machines / name, directory.path() / name);
  }
  const std::string text = machine_file(calibration, "fitted", "patocka-nvme.yaml");
  const scenarios::Machine machine = scenarios::load_machine(directory.write("fitted.yaml", text));
  EXPECT_EQ(machine.spec.name, "fitted");
  EXPECT_NEAR(static_cast<double>(machine.spec.costs.worker_interference), calibration.fitted[2].value, 1);
  EXPECT_NEAR(machine.devices.front().read_service.mean(), calibration.fitted[1].value, 1);
  for (const CalibratedRow& row : calibration.rows) {
    EXPECT_THAT(machine.fitted_on, testing::Contains(row.name));
  }
  for (const scenarios::Parameter& parameter : machine.parameters) {
    if (parameter.name == "worker_interference") {
      EXPECT_TRUE(parameter.fitted);
      EXPECT_EQ(parameter.range, "[0ns, 4500ns]") << "that of its source";
      EXPECT_THAT(parameter.source, HasSubstr("95 % interval"));
    }
  }
  EXPECT_THAT(text, Not(HasSubstr("wake_local"))) << "nothing but what was fitted";
}

// A fitted value that could as well be any other must not look like knowledge.
TEST(Calibrate, SaysWhichIntervalsAreNearlyTheirRanges) {
  Calibration calibration;
  const scenarios::Machine machine = published_machine();
  const Tunable known = tunable_of(machine, "devices.mzplj1t6.units", "test");
  const Tunable hardly_known = tunable_of(machine, "costs.worker_interference", "test");
  calibration.fitted.push_back({known, 30, {28, 32}, "", false, false});
  calibration.fitted.push_back({hardly_known, 2'000, {10, 4'490}, "", false, true});
  const std::string text = calibration_text(calibration);
  EXPECT_THAT(text, HasSubstr("10ns to 4.49us wide\n"));
  EXPECT_THAT(text, HasSubstr("28 to 32 \n"));
  EXPECT_THAT(text, HasSubstr("These rows do not determine costs.worker_interference: the interval is nearly\n"));
  const std::string file = machine_file(calibration, "fitted", "patocka-nvme.yaml");
  EXPECT_THAT(file, HasSubstr("95 % interval 10ns to 4.49us; hardly known, the interval is nearly its range"));
  EXPECT_THAT(file, Not(HasSubstr("28 to 32; hardly")));
  calibration.compared.push_back({known, {20, 31}, true});
  calibration.compared.push_back({hardly_known, {1'900, 2'000}, false});
  const std::string of_starts = machine_file(calibration, "fitted", "patocka-nvme.yaml");
  EXPECT_THAT(of_starts, HasSubstr("28 to 32; not determined, other starts that end as low have it elsewhere"));
  EXPECT_THAT(of_starts, Not(HasSubstr("its range; not determined")));
}

// The base made the second rows itself: what a fit moves from there is worth nothing.
TEST(Calibrate, SaysWhereTheBaseFitsAsWell) {
  const char* const words = "For all that these rows say the base fits as well";
  const auto others = synthetic_rows(truth(), 0.02, no_noise);
  EXPECT_THAT(calibration_text(calibrated(request_for({kNames[1]}, others))), Not(HasSubstr(words)));
  const auto own = synthetic_rows(published_machine(), 0.02, no_noise);
  const Calibration calibration = calibrated(request_for({kNames[1]}, own));
  ASSERT_EQ(calibration.fitted.size(), 1U);
  EXPECT_TRUE(calibration.base_as_good);
  EXPECT_THAT(calibration_text(calibration), HasSubstr(words));
  EXPECT_THAT(machine_file(calibration, "fitted", "patocka-nvme.yaml"),
              HasSubstr("\n  For all that the fitted rows say the base fits as well.\nbase: "));
}

TEST(Calibrate, SaysOfAMachineAllOfWhoseRowsAreFittedThatNoneIsPredicted) {
  Calibration calibration;
  calibration.rows.resize(2);
  calibration.rows[0].fitted = true;
  EXPECT_THAT(machine_file(calibration, "fitted", "base.yaml"),
              HasSubstr("The machine's 1 other rows are\n  predicted"));
  calibration.rows[1].fitted = true;
  EXPECT_THAT(machine_file(calibration, "fitted", "base.yaml"), HasSubstr("%). None is predicted.\nbase: "));
}

TEST(CrossValidation, DealsEveryRowOnceAndEveryKindEvenly) {
  const auto rows = synthetic_rows(truth(), 0.02, no_noise);
  std::vector<const CalibrationRow*> pointers;
  for (const CalibrationRow& row : rows) {
    pointers.push_back(&row);
  }
  const auto parts = deal(pointers, 3, 1);
  std::vector<std::size_t> all;
  for (const auto& part : parts) {
    EXPECT_GE(part.size(), rows.size() / 3);
    std::size_t loops = 0;
    for (const std::size_t index : part) {
      all.push_back(index);
      loops += rows[index].measured.target == "loop" ? 1U : 0U;
    }
    EXPECT_GE(loops, 1U);
    EXPECT_LE(loops, 2U);
  }
  EXPECT_EQ(all.size(), rows.size());
  std::vector<std::size_t> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  EXPECT_THAT(all, testing::UnorderedElementsAreArray(numbers));
  EXPECT_NE(parts, deal(pointers, 3, 2));
  EXPECT_THROW(deal(pointers, 1, 1), std::invalid_argument);
  EXPECT_THROW(deal(pointers, 11, 1), std::invalid_argument);
}

TEST(CrossValidation, PredictsTheRowsThatEachSplitLeavesOut) {
  CalibrationRequest request = request_for({kNames[1]}, synthetic_rows(truth(), 0.02, no_noise));
  request.machine = truth();  // all but one parameter are right
  request.machine = tunable_of(request.machine, kNames[1], "test").applied(request.machine, 50'000);
  request.tunables = {tunable_of(published_machine(), kNames[1], "test")};
  RateJournal journal;
  const auto splits = cross_validate(request, 2, synthetic_options(), journal);
  ASSERT_EQ(splits.size(), 2U);
  for (const Split& split : splits) {
    EXPECT_EQ(split.fitted_rows + split.predicted_rows, request.rows.fitted.size());
    EXPECT_EQ(split.parameters, 1U);
    EXPECT_LT(split.predicted_error, 0.05);
  }
  EXPECT_THAT(splits_text(splits), HasSubstr("over 2 splits"));
}

}  // namespace
}  // namespace loopsim::analysis
