// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/calibration/synthetic_rows.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include "analysis/measurements/system_of.hpp"
#include "models/run.hpp"

namespace loopsim::analysis {
namespace {

constexpr SimulatedRun kRun = {
    .runtime = 80 * sim::kMillisecond, .ramp_time = 10 * sim::kMillisecond, .file_size = std::uint64_t{64} << 20};

Measurement row(const std::string& target, const std::string& rw, int jobs, int iodepth) {
  Measurement measurement;
  measurement.source = {"synthetic.csv", 2, 1};
  measurement.kernel = "6.14";
  measurement.era = {6, 14};
  measurement.fs = target == "bdev" ? "" : "xfs";
  measurement.device = "mzplj1t6";
  measurement.target = target;
  measurement.mapping = "stable";
  measurement.policy = target == "loop" ? "workqueue" : "direct";
  measurement.rw = rw;
  measurement.engine = "libaio";
  measurement.jobs = jobs;
  measurement.iodepth = iodepth;
  return measurement;
}

std::vector<Measurement> measurements() {
  return {row("bdev", "randread", 1, 1),   row("bdev", "randread", 1, 16), row("bdev", "randread", 12, 1),
          row("bdev", "randread", 12, 16), row("file", "randread", 1, 1),  row("file", "randwrite", 6, 16),
          row("loop", "randread", 1, 1),   row("loop", "randread", 12, 1), row("loop", "randread", 1, 64),
          row("loop", "randwrite", 6, 16)};
}

CalibrationRow calibration_row(const Measurement& measurement, double tolerance) {
  return {name_of(measurement), name_of(measurement), measurement, tolerance,
          [measurement](const scenarios::Machine& machine) {
            return std::get<models::SystemSpec>(system_of(measurement, machine, kRun));
          }};
}

}  // namespace

scenarios::Machine published_machine() {
  const auto file = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines/patocka-nvme.yaml";
  return scenarios::load_machine(file, {{"costs.worker_interference", "1us"}});
}

RateOptions synthetic_options() {
  return {.runner = models::run, .jobs = 2, .seed = 1, .replications = 1, .version = "test", .progress = {}};
}

std::vector<CalibrationRow> synthetic_rows(const scenarios::Machine& truth, double tolerance,
                                           const std::function<double(std::size_t)>& noise) {
  std::vector<CalibrationRow> rows;
  std::vector<const CalibrationRow*> pointers;
  for (const Measurement& measurement : measurements()) {
    rows.push_back(calibration_row(measurement, tolerance));
  }
  for (const CalibrationRow& made : rows) {
    pointers.push_back(&made);
  }
  RateOptions options = synthetic_options();
  options.seed = 77;
  options.replications = 3;
  RateJournal journal;
  const std::vector<Tunable> none;
  const auto rates = SimulatedRates(truth, none, options, journal).at(pointers, {Eigen::VectorXd()}).front();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].measured.iops = std::exp(rates[static_cast<Eigen::Index>(i)]) * noise(i);
  }
  return rows;
}

}  // namespace loopsim::analysis
