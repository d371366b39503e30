// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/measurements/csv_table.hpp"
#include "analysis/measurements/measurement.hpp"
#include "analysis/measurements/table_formats.hpp"

namespace loopsim::analysis {

// The rows of a table of runs, in the file's order, repetitions one by one. Throws InputError for a column that is
// missing and for the first field that cannot be: a word that no such table has, a rate of zero or less, percentiles
// that fall, a policy on something that is not a loop device.
std::vector<Measurement> read_runs(const CsvTable& table, const TableFormat& format);

// Checks a table of costs as far as it goes: its columns and its numbers. Throws InputError.
void check_costs(const CsvTable& table, const TableFormat& format);

// The words that a row may use. All of them describe what was measured; whether the simulator can do it is said by
// system_of().
std::vector<std::string> measured_targets();
std::vector<std::string> measured_mappings();
std::vector<std::string> measured_engines();
std::vector<std::string> measured_policies();

// What holds between the fields of any row, wherever it was read: throws InputError at its source.
void check_row(const Measurement& row);

// MAJOR.MINOR at the start of a kernel's name. Throws std::invalid_argument without one.
models::KernelVersion era_of(std::string_view kernel);

}  // namespace loopsim::analysis
