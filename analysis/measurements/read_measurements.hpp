// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {

// A file of measurements, read whole.
struct MeasuredFile {
  std::vector<Measurement> rows;   // repetitions merged
  std::vector<std::string> notes;  // what of the file is no row, and why; one sentence each
};

// Reads one of the CSV tables that table_formats() lists, told apart by its columns, not by its name. A table of costs
// has no rows; a note says what it is. That the file cannot be read is reported at `blame`. Throws InputError.
MeasuredFile read_measured_table(const std::filesystem::path& file, const scenarios::Place& blame);

}  // namespace loopsim::analysis
