// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analysis/calibration/fit_choice.hpp"
#include "analysis/measurements/measurement.hpp"
#include "models/config.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// A measured row of the machine that is to be fitted, and how it becomes a system on any version of that machine.
struct CalibrationRow {
  std::string name;      // as `fitted_on` of a machine file has it
  std::string identity;  // everything besides the machine that its rate depends on, for the journal
  Measurement measured;
  double tolerance = 0;  // relative, as `loopsim validate` judges it
  std::function<models::SystemSpec(const scenarios::Machine&)> system;
};

// The rows of some files, by what is done with them.
struct CalibrationRows {
  std::vector<CalibrationRow> fitted;
  std::vector<CalibrationRow> others;  // of this machine too; they are predicted
  std::vector<std::string> notes;      // what was left out, and why
};

// Reads tables (CSV), scenarios with published cells and the measurements of validation tables (YAML), and output of
// fio (JSON; `run` says on what it ran, a YAML map as in a validation table). A row that is to be fitted and has no
// model on this machine is an error; other such rows make a note. Throws InputError with file and row, also for an
// entry of the choice that takes no row.
CalibrationRows read_calibration_rows(const std::vector<std::filesystem::path>& files, const std::string& run,
                                      const FitChoice& choice, const scenarios::Machine& machine);

}  // namespace loopsim::analysis
