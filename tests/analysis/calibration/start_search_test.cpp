// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/start_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/calibration/calibration_text.hpp"
#include "analysis/calibration/start_comparison.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kTruth = 0.85;  // of the way through the range of io_submit
constexpr double kBase = 0.1;
constexpr double kPsync = 0.3;

double nanoseconds(double fraction) { return 1'000 * std::pow(100.0, fraction); }

double fraction(sim::SimTime cost) { return std::log(static_cast<double>(cost) / 1'000) / std::log(100.0); }

// Rows 1 and 2 are as fast in three places of io_submit's range, of which row 3 prefers the last by `slope`; row 4
// knows psync. Row 5 is slowed by io_submit only above the middle of its range.
double logarithm_of(int row, const models::Costs& costs, double slope) {
  const double u = fraction(costs.io_submit);
  switch (row) {
    case 1:
      return 13 + 0.5 * std::cos(3 * std::numbers::pi * u);
    case 2:
      return 13 + 0.4 * std::cos(3 * std::numbers::pi * u);
    case 3:
      return 13 + slope * u;
    case 5:
      return 13 - std::max(0.0, u - 0.5);
    default:
      return 13 - fraction(costs.psync);
  }
}

Runner runner_with(double slope) {
  return [slope](const models::SystemSpec& system, const models::RunOptions& /*options*/) {
    const double logarithm = logarithm_of(system.job.numjobs, system.machine.costs, slope);
    return fake_run(static_cast<std::uint64_t>(std::exp(logarithm)), 0);
  };
}

CalibrationRow row_of(int row, double slope) {
  models::Costs truth{};
  truth.io_submit = std::lround(nanoseconds(kTruth));
  truth.psync = std::lround(nanoseconds(kPsync));
  Measurement measured;
  measured.iops = std::exp(logarithm_of(row, truth, slope));
  const std::string name = "row " + std::to_string(row);
  return {name, name, measured, 0, [row](const scenarios::Machine& machine) {
            models::SystemSpec system;
            system.machine = machine.spec;
            system.job.numjobs = row;
            return system;
          }};
}

CalibrationRequest request_for(int starts, double slope) {
  CalibrationRequest request;
  request.machine = fake_scenario().machine;
  request.machine.spec.costs.io_submit = std::lround(nanoseconds(kBase));
  request.machine.spec.costs.psync = std::lround(nanoseconds(0.5));
  request.machine.parameters = {{"io_submit", "1585ns", "[1us, 100us]", "estimate", false},
                                {"psync", "10us", "[1us, 100us]", "estimate", false}};
  request.tunables = tunables_of(request.machine);
  request.asked = true;
  request.starts = starts;
  for (int row = 1; row <= 4; ++row) {
    request.rows.fitted.push_back(row_of(row, slope));
  }
  return request;
}

Calibration calibrated(int starts, double slope, int jobs, RateJournal& journal) {
  const RateOptions options{.runner = runner_with(slope), .jobs = jobs, .version = "test", .progress = {}};
  return calibrate(request_for(starts, slope), options, journal);
}

Calibration calibrated(int starts, double slope = 0.3) {
  RateJournal journal;
  return calibrated(starts, slope, 2, journal);
}

double fitted_fraction(const Calibration& calibration) {
  return calibration.fitted.front().tunable.fraction_of(calibration.fitted.front().value);
}

TEST(StartSearch, OneStartEndsInTheNearestMinimum) {
  const Calibration calibration = calibrated(1);
  ASSERT_EQ(calibration.fitted.size(), 2U) << calibration_text(calibration);
  EXPECT_NEAR(fitted_fraction(calibration), 0.18, 0.03);
  EXPECT_GT(calibration.cost_after, 5);
  EXPECT_TRUE(calibration.starts.empty());
  EXPECT_THAT(calibration_text(calibration), Not(HasSubstr("screened")));
}

TEST(StartSearch, SeveralStartsFindTheLowestMinimum) {
  const Calibration calibration = calibrated(6);
  ASSERT_EQ(calibration.fitted.size(), 2U) << calibration_text(calibration);
  EXPECT_NEAR(fitted_fraction(calibration), kTruth, 0.01);
  EXPECT_LT(calibration.cost_after, 0.5);
  ASSERT_EQ(calibration.starts.size(), 6U);
  EXPECT_NEAR(*calibration.starts[0].cost, calibrated(1).cost_after, 1e-9) << "the first is the only one of one";
  EXPECT_FALSE(calibration.starts[0].as_good);
  EXPECT_TRUE(calibration.fitted.front().start.empty());
}

// A start whose parameters were all chosen once ended where its screening had stopped.
TEST(StartSearch, AScreenedStartThatKeepsAllItsParametersIsFittedToTheEnd) {
  const CalibrationRequest request = request_for(2, 0.3);
  const RateOptions options{.runner = runner_with(0.3), .jobs = 2, .version = "test", .progress = {}};
  RateJournal journal;
  FitProblem problem(request, options, journal);
  const std::vector<Eigen::Index> both = {0, 1};
  problem.look(problem.base(), both);
  LeastSquaresOptions one_step;
  one_step.most_steps = 1;
  const LeastSquaresFit screened = problem.minimize(problem.base(), both, one_step);
  ASSERT_FALSE(screened.converged);
  const Minimum minimum = settled(problem, screened, both, both);
  EXPECT_EQ(minimum.choice.free, both);
  EXPECT_TRUE(minimum.fit.converged);
  EXPECT_LT(minimum.fit.cost, screened.cost);
}

// Starts once took it from the base, and from where the first of them had ended, which rows a parameter changes.
TEST(StartSearch, EveryStartLearnsWhichRowsItsParametersChangeWhereItIs) {
  CalibrationRequest request = request_for(6, 0.3);
  request.rows.fitted.push_back(row_of(5, 0.3));
  const RateOptions options{.runner = runner_with(0.3), .jobs = 2, .version = "test", .progress = {}};
  RateJournal journal;
  FitProblem problem(request, options, journal);
  const std::vector<Eigen::Index> both = {0, 1};
  problem.look(problem.base(), both);
  const Eigen::VectorXd high = Eigen::Vector2d(0.8, 0.5);
  EXPECT_EQ(problem.slopes(high, both)(4, 0), 0) << "nothing above the middle has been seen";
  const std::vector<SearchedStart> starts = search_starts(problem, both, 5, 1);
  EXPECT_NEAR(best_of(starts).minimum->fit.point[0], kTruth, 0.01);
  EXPECT_LT(problem.slopes(high, both)(4, 0), -0.5);
}

TEST(StartSearch, SaysWhereEachStartEnded) {
  const std::string text = calibration_text(calibrated(6));
  EXPECT_THAT(text, HasSubstr("    start                             cost screened   fitted parameters\n  1 base "));
  EXPECT_THAT(text, HasSubstr("\n  2 base, all parameters free "));
  EXPECT_THAT(text, HasSubstr("\n  6 point 4 in the ranges "));
  EXPECT_THAT(text, HasSubstr("\n costs.io_submit                 2."));
  EXPECT_THAT(text, Not(HasSubstr("do not determine")));
}

TEST(StartSearch, NamesParametersThatEquallyGoodEndsPutFarApart) {
  const Calibration calibration = calibrated(6, 0);
  ASSERT_EQ(calibration.compared.size(), 2U);
  EXPECT_TRUE(calibration.compared[0].undecided) << calibration_text(calibration);
  EXPECT_FALSE(calibration.compared[1].undecided);
  EXPECT_THAT(calibration_text(calibration), HasSubstr("  determine: costs.io_submit.\n"));
}

TEST(StartSearch, DoesNotDependOnJobsNorOnWhatTheJournalHeld) {
  const scenarios::TemporaryDirectory directory;
  const std::filesystem::path file = directory.path() / "journal";
  RateJournal in_memory;
  const std::string alone = calibration_text(calibrated(6, 0.3, 1, in_memory));
  {
    RateJournal journal(file);
    EXPECT_EQ(alone, calibration_text(calibrated(6, 0.3, 5, journal)));
  }
  // As if it had been interrupted on the way.
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  RateJournal journal(file);
  EXPECT_GT(journal.size(), 0U);
  EXPECT_LT(journal.size(), in_memory.size());
  EXPECT_EQ(alone, calibration_text(calibrated(6, 0.3, 2, journal)));
  EXPECT_EQ(journal.size(), in_memory.size()) << "nothing was asked that would not have been";
}

}  // namespace
}  // namespace loopsim::analysis
