// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/measurements/fio_json.hpp"
#include "analysis/measurements/row_filter.hpp"
#include "analysis/measurements/system_of.hpp"
#include "models/config.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::analysis {

// The sections of a validation table. Every function throws InputError for what is wrong with its section.

// A machine file and the rows that were measured on that machine.
struct TableMachine {
  std::string label;
  scenarios::Machine machine;
  RowFilter where;
  // What the rows behave like, where that is not the kernel they name: a patched or configured one.
  std::optional<models::KernelVersion> kernel;
};

// How far rows are trusted that have no spread of their own, or whose spread does not say all that is known of them.
struct Tolerance {
  enum class Of { single_runs, every_row };
  RowFilter where;
  Of of = Of::single_runs;
  double relative = 0;
};

// Keys that are not there keep their value in `run`.
SimulatedRun read_simulate(const std::optional<scenarios::Value>& value, SimulatedRun run);

// `where:` of a section, or a filter that takes every row.
RowFilter read_where(scenarios::Section& section);

// Machine files are relative to `directory`, but for those that the command line names. The overrides hold for each.
std::vector<TableMachine> read_machines(const std::optional<scenarios::Value>& value,
                                        const std::filesystem::path& directory,
                                        const std::vector<scenarios::Override>& overrides);

std::vector<Tolerance> read_tolerances(const std::optional<scenarios::Value>& value);

// The tolerance of a single run for which there is no rule.
inline constexpr double kDefaultTolerance = 0.25;

// How far a row is trusted: its own spread, of a single run what the first rule says that takes it; in either case not
// better than the first rule for every row.
double tolerance_of(const Measurement& row, const std::vector<Tolerance>& tolerances);

RunFields read_run_fields(const scenarios::Value& value);

}  // namespace loopsim::analysis
